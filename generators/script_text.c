/* script_text.c -- the shell scripts that zonewarrant writes. */
#include "script_text.h"

#include "base/compiler.h"

#include "base/banned.h"

/* The assembler reads the files, from the folder where make runs: a script stays a script, which ShellCheck
 * and people can read. */
#define INCLUDE_SCRIPT(symbol, file)                                                               \
	__asm__(".pushsection .rodata\n"                                                           \
		".globl " #symbol ", " #symbol "_end\n"                                            \
		".hidden " #symbol ", " #symbol "_end\n" #symbol ":\n"                             \
		".incbin \"" file "\"\n" #symbol "_end:\n"                                         \
		".popsection\n");                                                                  \
	extern const char symbol[], symbol##_end[]

INCLUDE_SCRIPT(zonewarrant_apply_script, "generators/apply.sh");
INCLUDE_SCRIPT(zonewarrant_snapshot_script, "generators/snapshot.sh");

struct str script_apply(void)
{
	return str_slice(zonewarrant_apply_script,
			 (size_t)(zonewarrant_apply_script_end - zonewarrant_apply_script));
}

struct str script_snapshot(void)
{
	return str_slice(zonewarrant_snapshot_script,
			 (size_t)(zonewarrant_snapshot_script_end - zonewarrant_snapshot_script));
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
