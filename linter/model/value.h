/*
 * value.h -- values of the model: known, unknown or absent, each with its place.
 */
#ifndef ZW_MODEL_VALUE_H
#define ZW_MODEL_VALUE_H

#include "base/date.h"
#include "base/str.h"
#include "source/source.h"

enum presence {
	ABSENT,	   /* nobody says */
	UNSETTLED, /* it has a value that is not known yet: a Terraform unknown, a pending token */
	KNOWN,
};

struct text {
	enum presence presence;
	struct str s;
	struct span at;
};

struct text_list {
	struct text *items;
	size_t n;
	struct span at; /* no place: absent */
	bool partial;	/* an item, or the whole of it, could not be read: there may be more */
};

struct number {
	enum presence presence;
	int64_t n;
	struct span at;
};

struct flag {
	enum presence presence;
	bool yes;
	struct span at;
};

struct day {
	enum presence presence;
	date day;
	struct span at;
};

/*
 * Where a thing of the model comes from. The first link is the line that a person would edit; the
 * links after it are the rest of the derivation: the API, the subdomain, the template, the cloud.
 */
struct origin {
	const char *what; /* "the API `payments`": fits behind "from" */
	struct span at;
	const struct origin *cause; /* NULL: written as it is */
};

/* A link in front of CAUSE. */
const struct origin *origin_new(struct arena *arena, struct span at, const struct origin *cause,
				const char *fmt, ...) PRINTF(4, 5);

#endif
