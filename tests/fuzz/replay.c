/*
 * replay.c -- gives every file named on the command line, and every file below a folder named there,
 * to a fuzz target once. Seeds and inputs that crashed before are tests this way, in any flavour of
 * the build and without libFuzzer.
 */
#include <errno.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OPEN_FOLDERS_MAX = 16 };

static size_t n_files;

/* What a target reads past the end of its input is found by the sanitizer only when the block is
 * exactly as long as the input. */
static int replay(const char *path, long size)
{
	uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
	FILE *file = fopen(path, "rb");
	int failed =
		data == NULL || file == NULL || fread(data, 1, (size_t)size, file) != (size_t)size;

	if (failed) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	} else {
		/* On a crash this is the last line, and so names the input. */
		fprintf(stderr, "%s\n", path);
		(void)LLVMFuzzerTestOneInput(data, (size_t)size);
		n_files++;
	}
	if (file != NULL)
		(void)fclose(file);
	free(data);
	return failed;
}

static int visit(const char *path, const struct stat *info, int type, struct FTW *place)
{
	(void)place;
	if (type == FTW_DNR || type == FTW_NS) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return 1;
	}
	return type == FTW_F && S_ISREG(info->st_mode) ? replay(path, (long)info->st_size) : 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (nftw(argv[i], visit, OPEN_FOLDERS_MAX, FTW_PHYS) != 0) {
			fprintf(stderr, "%s: not replayed whole\n", argv[i]);
			return 1;
		}
	}
	printf("%zu inputs\n", n_files);
	return n_files > 0 ? 0 : 1;
}
