/* script_text.c -- the shell scripts that zonewarrant writes. */
#include "script_text.h"

#include "base/compiler.h"

#include "base/banned.h"

/* The assembler reads the file, from the folder where make runs: the script stays a script, which ShellCheck
 * and people can read. */
__asm__(".pushsection .rodata\n"
	".globl zonewarrant_apply_script, zonewarrant_apply_script_end\n"
	".hidden zonewarrant_apply_script, zonewarrant_apply_script_end\n"
	"zonewarrant_apply_script:\n"
	".incbin \"generators/apply.sh\"\n"
	"zonewarrant_apply_script_end:\n"
	".popsection\n");

extern const char zonewarrant_apply_script[], zonewarrant_apply_script_end[];

struct str script_apply(void)
{
	return str_slice(zonewarrant_apply_script,
			 (size_t)(zonewarrant_apply_script_end - zonewarrant_apply_script));
}

void script_copy_until(struct buf *out, struct str *rest, const char *mark)
{
	size_t at, start, end;

	if (!str_find(*rest, mark, &at))
		BUG("a script without its mark");
	for (start = at; start > 0 && rest->ptr[start - 1] != '\n'; start--)
		;
	for (end = at; end < rest->len && rest->ptr[end] != '\n'; end++)
		;
	buf_str(out, str_slice(rest->ptr, start));
	*rest = str_slice(rest->ptr + end + 1, rest->len - end - 1);
}
