/* samples.c -- things that the tests of the generators put together by hand. */
#include "samples.h"

#include "base/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

struct text sample_text(const char *text)
{
	return (struct text){.presence = KNOWN, .s = str_from(text)};
}

void sample_add_name(struct arena *arena, struct certificate *certificate, const char *name)
{
	size_t n = certificate->names.n;
	struct text *items = NEW_ARRAY(arena, struct text, n + 1);
	const struct dname **parsed = NEW_ARRAY(arena, const struct dname *, n + 1);

	for (size_t i = 0; i < n; i++) {
		items[i] = certificate->names.items[i];
		parsed[i] = certificate->dns_names[i];
	}
	items[n] = sample_text(name);
	if (dname_parse(arena, str_from(name), NULL, &parsed[n]) != DNAME_OK)
		parsed[n] = NULL;
	certificate->names.items = items;
	certificate->names.n = n + 1;
	certificate->dns_names = parsed;
}

struct certificate *sample_certificate(struct arena *arena, const char *key, const char *algorithm,
				       ...)
{
	struct certificate *certificate = NEW(arena, struct certificate);
	const char *name;
	va_list names;

	certificate->key = sample_text(key);
	certificate->custody = CUSTODY_FILE;
	certificate->algorithm = algorithm;
	va_start(names, algorithm);
	while ((name = va_arg(names, const char *)) != NULL)
		sample_add_name(arena, certificate, name);
	va_end(names);
	return certificate;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void remove_folder(void *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *sample_folder(struct arena *arena)
{
	const char *above = getenv("TMPDIR");
	char *path = arena_printf(arena, "%s/zonewarrant-test-XXXXXX",
				  above != NULL && above[0] != '\0' ? above : P_tmpdir);

	assert_non_null(mkdtemp(path));
	arena_defer(arena, remove_folder, path);
	return path;
}

void sample_write(const char *path, const char *content, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct err err;

	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, str_from(content), path, &err), OK);
	assert_int_equal(fchmod(fd, (mode_t)mode), 0);
	assert_int_equal(close(fd), 0);
}

const char *sample_output(struct arena *arena, int *ret_status, const char *fmt, ...)
{
	struct buf out CLEANUP(buf_free);
	const char *command, *text;
	char octets[4096];
	va_list args;
	FILE *pipe;
	size_t n;
	int status;

	va_start(args, fmt);
	command = arena_vprintf(arena, fmt, args);
	va_end(args);
	buf_init(&out, 1024 * 1024);
	pipe = popen(arena_printf(arena, "exec 2>&1; %s", command), "r");
	assert_non_null(pipe);
	while ((n = fread(octets, 1, sizeof(octets), pipe)) > 0)
		buf_add(&out, octets, n);
	status = pclose(pipe);
	if (ret_status != NULL)
		*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	text = arena_cstr(arena, buf_view(&out));
	return text;
}
