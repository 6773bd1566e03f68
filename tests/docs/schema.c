/* schema.c -- writes the JSON Schema of the project file or of estate files: for docs/schema/. */
#include "front/native.h"
#include "front/project.h"
#include "source/limits.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	const bool project = argc == 2 && strcmp(argv[1], "project") == 0;
	struct buf out CLEANUP(buf_free);
	bool written;

	buf_init(&out, LIMIT_OUTPUT);
	if (!project && (argc != 2 || strcmp(argv[1], "estate") != 0)) {
		fprintf(stderr, "usage: schema project | estate\n");
		return 2;
	}
	if (project)
		schema_write(&shape_project, "project.schema.json", &out);
	else
		schema_write(&shape_estate, "estate.schema.json", &out);
	written = !out.too_big && fwrite(out.ptr, 1, out.len, stdout) == out.len;
	return written && fflush(stdout) == 0 ? 0 : 1;
}
