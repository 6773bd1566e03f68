/*
 * zone_reader.h -- the parts of the reader of zone files, a file each, and what they share: zone_file.c
 * goes through the entries, zone_record.c makes records of them, zone_directive.c follows directives.
 */
#ifndef ZW_FRONT_ZONE_READER_H
#define ZW_FRONT_ZONE_READER_H

#include "front/front_end.h"
#include "front/zone_header.h"
#include "front/zone_lexer.h"
#include "source/limits.h"

/* A file, and where we are in it. */
struct zone_frame {
	const struct source *source;
	struct zone_lexer lexer;
	const struct dname *origin; /* NULL: not known */
	const struct dname *owner;  /* of the record before; NULL: none yet */
	bool owner_lost; /* the record before has one that cannot be read: those that take it over
			  * are lost with it */
};

struct zone_reader {
	struct input *input;
	struct arena *arena;
	struct model beside; /* what model_add_rrset() wants */
	struct zone *zone;   /* its name is settled last */
	struct zone_frame frames[LIMIT_INCLUDE_DEPTH];
	size_t n_frames;
	struct zone_entry entry;
	struct buf text; /* the data of an entry that is folded; a record of $GENERATE */
	struct buf owner_text;

	const struct dname *first_origin; /* of the first $ORIGIN */
	const struct dname *apex;	  /* of the first SOA */
	struct span soa_at;
	struct rr soa; /* the first that can be read */
	/* In the order of reading, across $INCLUDE, as BIND has it. */
	uint32_t default_ttl, last_ttl;
	bool has_default_ttl, has_last_ttl;

	struct rrset *rrset;		  /* the last, that the next record may belong to */
	size_t capacity;		  /* of its values */
	struct str owner_written;	  /* the last owner as written in the file at hand */
	const struct dname *owner_origin; /* the origin there */
	const char *origins[RR_CAA + 1];  /* "the A record", by type */
	size_t n_faults, n_includes, n_included_octets, n_generated, n_generated_octets;
	bool stop;
};

/* One record, from an entry or from $GENERATE. */
struct zone_record {
	const struct dname *owner;
	struct span owner_at;
	struct zone_header header;
	struct span type_at, ttl_at;
	struct str data;
	struct span data_at;
};

/* ---- zone_file.c ---- */

/* The file at hand. */
struct zone_frame *zone_top(struct zone_reader *r);
struct span zone_place(struct zone_reader *r, struct zone_word word);
/* Of the entry at hand. */
struct str zone_text(struct zone_reader *r, size_t index);
/* At most 60 octets of TEXT, for a message. */
struct str zone_shown(struct str text);

/* A finding; after LIMIT_PARSE_ERRORS of them one of resource-limit, and the reader stops. */
struct diag *zone_complain(struct zone_reader *r, const struct rule *rule, struct span at,
			   const char *fmt, ...) PRINTF(4, 5);
/* … of parse-error, for an entry that is lost: absence in this zone then means nothing. */
struct diag *zone_unreadable(struct zone_reader *r, struct span at, const char *fmt, ...)
	PRINTF(3, 4);

/* Reads a name under the origin at hand. WHAT is "owner name". NULL, and a finding, where it is none. */
const struct dname *zone_name(struct zone_reader *r, struct str text, struct span at,
			      const char *what);

/* Goes on in SOURCE, up to its end. */
void zone_push(struct zone_reader *r, const struct source *source, const struct dname *origin);

/* Whether the entry is a directive. */
bool zone_is_directive(const struct zone_lexer *lexer, const struct zone_entry *entry);

/* ---- zone_record.c ---- */

/* The entry at hand as a record. */
void zone_read_record(struct zone_reader *r);

/* Of an entry that is no entry: whose record it would be. */
void zone_note_owner(struct zone_reader *r);

/* TTL, class and type from word *NEXT on, which then is the first of the data; false, and a finding, where
 * there are none. */
bool zone_take_header(struct zone_reader *r, size_t *next, struct zone_record *record);

/* Adds RECORD to the zone; false, and a finding, where it has a fault. */
bool zone_take_record(struct zone_reader *r, const struct zone_record *record);

/* ---- zone_directive.c ---- */

/* The entry at hand as a directive. */
void zone_read_directive(struct zone_reader *r);

/* The path of an $INCLUDE without its quotes. */
struct str zone_include_name(struct str text);

#endif
