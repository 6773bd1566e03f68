/*
 * front_end.h -- what a format has to say for load.h to read it; and the table of formats.
 *
 * A new front end is one file, which defines a `struct front_end`, and one name in the lists below. It
 * translates one source at a time, on any thread: what it makes of it are zones, which load.h joins with
 * the model's of the same name and view. A format that fills the model in another way has translate().
 */
#ifndef ZW_FRONT_FRONT_END_H
#define ZW_FRONT_FRONT_END_H

#include "front/include.h"
#include "front/node.h"
#include "front/project.h"
#include "model/model.h"

struct native;
struct octodns;
struct octodns_use;
struct aws_exports;

/* What translate() fills: each format its part. */
struct translation {
	struct native *native;
	struct aws_exports *exports;
	const struct model
		*model; /* the accounts of estates are known, but to translate() of estates */
	struct diag_list *diags;
};

/* One source on its way into the model. */
struct input {
	struct str path;
	const struct source_spec *spec;	   /* NULL: found in a folder, or standard input */
	struct source *source;		   /* NULL: not read */
	enum read_result result;	   /* of reading it */
	const char *reason;		   /* of another result than READ_OK */
	const struct front_end *front_end; /* NULL: none has recognised it */
	const struct node *root;	   /* of formats that are trees; NULL: the file is empty */
	const struct sources *sources;
	const struct includes *includes;
	const struct octodns *octodns; /* what configurations of octoDNS say */
	struct octodns_use *uses;      /* for which zones of theirs this file is read; NULL: none */
	struct diag_list diags;	       /* in the worker's arena */
	VEC(struct zone *) zones;      /* out: what read() has made, in the worker's arena */
	VEC(struct issued_certificate *) issued; /* out: likewise */
	VEC(struct signing_request *) requests;	 /* out: likewise */
	bool fragment;	  /* out: no source of its own where another one includes it */
	bool deferred;	  /* it includes files by octoDNS's `!include`: read after the workers */
	bool included;	  /* by such a file, and no source of its own */
	bool passed_over; /* it is only written to, or read already */
	bool named; /* by the project file or the command line, or standard input: it is a source */
	bool unread; /* it cannot be parsed */
	bool lost;   /* a source of ours that cannot be read or parsed */
};

struct front_end {
	const char *format; /* what `format:` calls it, and messages */
	/* Formats that are YAML or JSON: whether ROOT is of this one. */
	bool (*recognises_tree)(const struct node *root);
	/* All others: whether a file at PATH that begins with HEAD, FRONT_END_HEAD octets at most, is of this
	 * one. The path may be empty. */
	bool (*recognises)(struct str path, struct str head);
	/* Reads the files that SOURCE brings in, by includes_read(); NULL: it has no such thing. Called
	 * before read(), for these files too. */
	void (*list_includes)(struct includes *includes, const struct source *source);
	/* Translates on a worker: zones and findings, in ARENA. NULL: nothing. */
	void (*read)(struct input *input, struct arena *arena);
	/* Translates into the model, after all files are parsed, in the order of their paths; estates come
	 * first. NULL: nothing. */
	void (*translate)(struct translation *translation, const struct input *input);
	bool binary; /* it is no text: octets that are NUL mean nothing */
};

enum { FRONT_END_HEAD = 16384 };

/* The formats that `format:` may name, by these names, and those that it may not. They are asked in this
 * order whether a file is theirs, the others first. */
#define FRONT_ENDS_NAMED(X) X(aws) X(certificate) X(native) X(octodns) X(zone)
#define FRONT_ENDS_OTHER(X) X(octodns_config)

#define FRONT_END_DECLARE(name) extern const struct front_end front_end_##name;
FRONT_ENDS_OTHER(FRONT_END_DECLARE)
FRONT_ENDS_NAMED(FRONT_END_DECLARE)
#undef FRONT_END_DECLARE

/* The names for `format:`, NULL-ended. */
extern const char *const front_end_formats[];

/* NULL: there is none. */
const struct front_end *front_end_of_format(struct str format);
const struct front_end *front_end_of_tree(const struct node *root);
const struct front_end *front_end_of_octets(struct str path, struct str head);

/*
 * A zone for read() to fill: NAME in the view that the source's entry says, from the top of the file.
 * WHAT is "the zone file of": for the origin. It stands beside the model until load.h joins it.
 */
struct zone *input_add_zone(struct input *input, struct arena *arena, const struct dname *name,
			    const char *what);

/* The name that `zone:` of the source's entry says. False, and a finding, where that is no name;
 * ret_name is NULL where nothing is said. */
bool input_zone_name(struct input *input, struct arena *arena, const struct dname **ret_name);

#endif
