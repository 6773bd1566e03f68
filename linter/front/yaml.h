/*
 * yaml.h -- YAML as events with byte places, and the tree made of them.
 *
 * Nothing above this header can tell which reader was at work: a file that is all plain is read by one
 * of its own (yaml_plain.h), whole, and every other one by libyaml's events. libyaml's marks
 * count code points, leave out the byte order mark and take CR LF for one end of line, so places are
 * worked out here, once, from line and column. Block scalars end where their last line ends.
 */
#ifndef ZW_FRONT_YAML_H
#define ZW_FRONT_YAML_H

#include "diag/diag.h"
#include "front/node.h"

enum yaml_event_type {
	YAML_EVENT_DOCUMENT, /* a document begins */
	YAML_EVENT_DOCUMENT_END,
	YAML_EVENT_SCALAR,
	YAML_EVENT_ALIAS,
	YAML_EVENT_SEQUENCE,
	YAML_EVENT_SEQUENCE_END,
	YAML_EVENT_MAPPING,
	YAML_EVENT_MAPPING_END,
	YAML_EVENT_END,	  /* nothing follows */
	YAML_EVENT_ERROR, /* `text` says what is wrong at `at`; nothing follows */
};

struct yaml_event {
	enum yaml_event_type type;
	enum scalar_style style;
	struct span at;
	struct span
		context_at; /* error: where what could not be read begins; no place: nowhere else */
	struct str text;    /* scalar: its value; alias: its name; error: the message */
	struct str anchor;  /* "" for none */
	struct str tag;	    /* "" for none */
	bool over_limit;    /* error: a limit of source/limits.h is met */
};

struct yaml_reader;

/* Makes a reader of SOURCE; the reader, and all text of its events, live in ARENA. */
struct yaml_reader *yaml_reader_new(const struct source *source, struct arena *arena);

/* The next event. After YAML_EVENT_END and YAML_EVENT_ERROR only these come again. */
void yaml_reader_next(struct yaml_reader *reader, struct yaml_event *ret_event);

/* Gives back what the reader holds besides the arena. */
void yaml_reader_free(struct yaml_reader *reader);

/*
 * Reads the documents of SOURCE. Findings (parse-error, duplicate-key, resource-limit) go to DIAGS.
 * Returns the root of the first document, NULL where there is none or it cannot be read. A second
 * document is a parse error, for no format of ours has one.
 */
struct node *yaml_read(const struct source *source, struct arena *arena, struct diag_list *diags);

/* Where `!include` of octoDNS stands in one file: scalars with that tag, whose text is the path of the
 * file that they stand for, and mappings that hold merge keys of such, inner ones first. These keep
 * their pairs with the key `<<` where they are written. */
struct include_list {
	VEC(struct node *) nodes;
	VEC(struct node *) merges;
};

/* Like yaml_read(), and appends to INCLUDES what front/octodns_include.h has yet to put in its place. */
struct node *yaml_read_including(const struct source *source, struct arena *arena,
				 struct diag_list *diags, struct include_list *includes);

/* Like yaml_read(), for formats of several documents: appends each root to ROOTS. */
struct node_list {
	VEC(struct node *) items;
};
void yaml_read_all(const struct source *source, struct arena *arena, struct diag_list *diags,
		   struct node_list *roots);

/* What YAML 1.1 (the schema most other tools use) makes of a plain scalar, where that is not the text
 * itself: "the boolean false", "an octal number"; NULL where it stays what it is. */
const char *yaml_implicit_type(struct str plain);

#endif
