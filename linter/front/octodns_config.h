/*
 * octodns_config.h -- octoDNS's main configuration: providers, processors and zones.
 *
 * What says where records come from and who may resolve them is taken over: the folders of YamlProvider,
 * which providers are sources and targets of a zone, `private` and `vpc_id` of a target, aliases of
 * zones, zones by pattern, and processors that leave records out. Credentials and what else only the
 * apply stage needs are passed over. A value that a secret handler gives (`env/TOKEN`) is not known: the
 * environment is never read.
 *
 * Findings are of the family `syntax`, where octoDNS itself refuses the configuration: missing-key,
 * unresolved-reference, unknown-key, wrong-type, duplicate-key.
 */
#ifndef ZW_FRONT_OCTODNS_CONFIG_H
#define ZW_FRONT_OCTODNS_CONFIG_H

#include "base/map.h"
#include "base/pattern.h"
#include "diag/diag.h"
#include "front/node.h"
#include "model/dname.h"
#include "model/value.h"
#include "source/glob.h"

struct source_spec;

enum octodns_provider_kind {
	OCTODNS_YAML,	/* YamlProvider, SplitYamlProvider: files of this repository */
	OCTODNS_SOURCE, /* a class that is known to write nothing */
	OCTODNS_HOST,	/* anything else: a host of zones, or a class that is not known here */
};

struct octodns_provider {
	struct text name;
	struct text class;
	enum octodns_provider_kind kind;
	struct text directory, split_extension, shared_filename; /* OCTODNS_YAML */
	bool disable_zonefile, ignore_missing, replaces;
	uint32_t default_ttl;
	enum tri private_zones; /* UNKNOWN: it does not say */
	struct text vpc_id, vpc_region;
	bool is_source, is_target; /* of some zone */
	/* What octodns_zones.c finds. */
	bool found;
	bool noted; /* it is said that its records are not read */
	struct str folder;
	struct folder_list entries;
};

enum octodns_processor_kind {
	PROCESSOR_NEUTRAL,	/* checks, or changes nothing that is looked at here */
	PROCESSOR_ALLOWS_TYPES, /* others are left out, and left alone where they are */
	PROCESSOR_REJECTS_TYPES,
	PROCESSOR_ALLOWS_NAMES,
	PROCESSOR_REJECTS_NAMES,
	PROCESSOR_LEAVES,   /* leaves records of others alone */
	PROCESSOR_TEMPLATE, /* writes values anew that have braces */
	PROCESSOR_UNKNOWN,
};

struct octodns_processor {
	struct text name;
	struct text class;
	enum octodns_processor_kind kind;
	bool noted;			/* it is said that what it does is not known */
	VEC(struct str) exact;		/* names or types */
	VEC(struct pattern *) patterns; /* names */
};

struct octodns_zone {
	struct text name;	   /* as written */
	const struct dname *dname; /* NULL: a pattern that begins with `*`, or no name */
	bool dynamic;
	struct text glob, regex; /* of a dynamic one; both absent: every zone */
	VEC(struct octodns_provider *) sources;
	VEC(struct octodns_provider *) targets;
	VEC(struct octodns_processor *) processors; /* those of the manager with them */
	bool partial;			  /* a source, target or processor is not known: reported */
	const struct octodns_zone *alias; /* NULL: it has records of its own */
	bool is_alias;
	bool lenient; /* of all its records */
};

struct octodns_config {
	const struct source *source;
	const struct source_spec *spec; /* the entry that names the file; NULL: none */
	VEC(struct octodns_provider *) providers;
	VEC(struct octodns_processor *) processors;
	VEC(struct octodns_zone *) zones;
	struct map provider_names, processor_names, zone_names;
	bool auto_arpa;
	struct path_list included; /* files that it includes */
};

/* Reads the configuration ROOT of SOURCE. What it points to lives in ARENA. */
struct octodns_config *octodns_config_read(struct arena *arena, struct diag_list *diags,
					   const struct source *source, const struct node *root);

/* Whether a value is one that a secret handler of ROOT gives (`env/TOKEN`). */
bool octodns_is_secret(const struct node *root, struct str value);

/* Reports what octoDNS refuses of `manager` and `validators` of ROOT. */
void octodns_check_manager(struct arena *arena, struct diag_list *diags, const struct node *root);

/* Reports a class that octoDNS does not have. AT is the mapping's key. The class, or an absent text. */
struct text octodns_class(struct diag_list *diags, const struct pair *pair, const char *what);

/* The flag KEY of MAPPING as Python takes it, or FALLBACK. */
bool octodns_flag(const struct node *mapping, const char *key, bool fallback);

#endif
