/*
 * source.h -- the files of one run: their bytes, their lines, and where a byte stands.
 *
 * Places are half-open ranges of bytes; lines and columns are worked out on demand, from one line
 * table a file. Lines and columns count from 1; a column is a code point, and a byte order mark at the
 * start of a file has none. CR LF, LF and a lone CR end a line, as in YAML 1.1.
 *
 * Reading is confined: a path is resolved below the repository's root folder, and whatever would leave
 * it (.., an absolute path, a symbolic link, a magic link) is refused. The root is the nearest folder,
 * from the project's folder upwards, that holds `.git`; without one, the project's own folder. Only
 * regular files are read. Paths are kept as they stand below the project's folder, with `..` where a
 * source lies beside it, so that the same repository gives the same output wherever it lies.
 *
 * Instead of the folder on disk, the files of a git revision may be read (revision.h), with the same
 * paths and the same confinement. Two runs that are held against each other share the numbers of their
 * files: sources_continue().
 */
#ifndef ZW_SOURCE_SOURCE_H
#define ZW_SOURCE_SOURCE_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct revision;

/* Bytes from START up to END of file FILE; the zero value is no place. */
struct span {
	uint32_t file; /* index into the run's sources, from 1; 0 is no place */
	uint32_t start, end;
};

/* Who reads YAML (front/yaml.h). */
enum yaml_by {
	YAML_BY_EITHER,	  /* the fast reader what it can read, libyaml the rest */
	YAML_BY_LIBYAML,  /* libyaml everything: for tests */
	YAML_BY_COMPARED, /* either, and the program stops where the two differ: for tests */
};

struct source {
	uint32_t file;	  /* this file's number in spans */
	struct str path;  /* below the project's folder, `/` between parts */
	struct str shown; /* what reports call it; NULL pointer: by `path`, where the run says */
	struct str bytes;
	uint32_t *lines; /* offset of each line's first byte; lines[0] is 0 or follows the BOM */
	size_t n_lines;
	bool binary; /* it has no lines that a person would read: reports quote none */
	enum yaml_by yaml_by;
	uint32_t *points; /* code points before every 4,096th octet; NULL: no line is that long */
};

struct sources {
	struct arena *arena;
	struct str root;    /* absolute path of the repository's root folder; never in an output */
	struct str project; /* project's folder below the root, "" for the root itself */
	VEC(struct source *) files; /* files.items[file - 1] */
	int root_fd;
	struct revision *revision; /* read instead of the folder; NULL: the folder */
	/* with a revision: what lies in this folder, a path below the project's, is read from the disk
	 * all the same; NULL pointer: nothing is */
	struct str on_disk;
	enum yaml_by yaml_by; /* of the files that are added from here on */
};

struct position {
	uint32_t line, column;
};

enum read_result {
	READ_OK,
	READ_OUTSIDE, /* leaves the repository */
	READ_TOO_BIG, /* over LIMIT_FILE_SIZE */
	READ_REFUSED, /* the world is in the way: absent, no permission, a folder, a device */
};

/* Opens the root for FOLDER (a path as the user gave it). FAILED where there is no such folder. */
MUST_USE enum status sources_init(struct sources *sources, struct arena *arena, const char *folder,
				  struct err *err);
/* Reads revision TEXT of the repository from here on. FAILED where there is none: revision_open(). */
MUST_USE enum status sources_use_revision(struct sources *sources, const char *text,
					  struct err *err);
/* Whether PATH, below the project's folder, is read from the revision. */
bool source_is_of_revision(const struct sources *sources, struct str path);
/* Closes the root folder and the revision. */
void sources_done(struct sources *sources);

/* Puts the files of BASE, which lives as long, in front of SOURCES, which has none yet: spans of either
 * are then spans of SOURCES. */
void sources_continue(struct sources *sources, const struct sources *base);

/*
 * Reads one regular file. PATH is relative to the project's folder. On anything but READ_OK the reason
 * is in `err`, ret_bytes is untouched. Thread-safe: touches only ARENA, which takes the bytes (followed
 * by a NUL that is not counted).
 */
MUST_USE enum read_result source_read(const struct sources *sources, struct str path,
				      struct arena *arena, struct str *ret_bytes, struct err *err);

/* The first octets of a file, up to SIZE, into HEAD, as source_read() would read them; 0 where it would
 * not, or where nothing is in it. */
size_t source_read_head(const struct sources *sources, struct str path, struct arena *arena,
			char *head, size_t size);

/* Whether a regular file, or a link to one, can be read there. */
bool source_exists(const struct sources *sources, struct str path);

/* Opens a folder below the root (a path from the root's folder, "." for itself) and returns its
 * descriptor, or -1 with errno; EXDEV and ELOOP where it would leave the repository. */
int source_open_folder(const struct sources *sources, const char *below_root);

/* Adds a file and makes its line table; BYTES may be empty for a file that could not be read. The
 * path is copied. */
struct source *source_add(struct sources *sources, struct str path, struct str bytes);

/* Gives a file that was added empty its bytes, and makes its line table anew, in ARENA. */
void source_fill(struct source *source, struct arena *arena, struct str bytes);

/* The file of a span, or NULL for no place. */
const struct source *source_of(const struct sources *sources, struct span at);

/* Line and column of byte OFFSET (the file's length at most). */
struct position source_position(const struct source *source, uint32_t offset);

/* Byte offset of a line and column as libyaml counts them (both from 0; columns in code points, the
 * byte order mark not counted, CR LF one line end). */
uint32_t source_offset(const struct source *source, size_t line, size_t column);

/* The bytes of line LINE (from 1) without its line end. */
struct str source_line(const struct source *source, uint32_t line);

/* The bytes of a span. */
struct str source_text(const struct sources *sources, struct span at);

/* Orders by path, then by place. */
int span_compare(const struct sources *sources, struct span a, struct span b);

/* The path without `.` parts and doubled `/`, `..` resolved where a part stands before it. */
struct str path_normal(struct arena *arena, struct str path);
/* FOLDER/PATH, normalised; FOLDER may be "". */
struct str path_join(struct arena *arena, struct str folder, struct str path);
/* The one spelling of PATH, which is relative to the project's folder: `../zones/a.yaml` is `a.yaml` where
 * the project lies in `zones`. Of a path that leaves the repository its own. */
struct str source_path(const struct sources *sources, struct arena *arena, struct str path);
/* What is before the last `/`, "" where there is none. */
struct str path_folder(struct str path);
/* What is after the last `/`. */
struct str path_base(struct str path);

#endif
