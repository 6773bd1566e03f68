/*
 * octodns_zones.h -- which files hold the zones of octoDNS's configurations, and who may resolve them.
 *
 * The folder of a YamlProvider is relative to where octoDNS is started, which no file says. The
 * configuration's own folder is tried first, then those above it up to the repository's root; the first
 * that holds a file of a configured zone counts, else the first that is there.
 *
 * A zone whose target says `private: true`, or names a VPC, is private; one whose target says
 * `private: false` is public; with targets of both kinds it is split horizon: two zones of one content.
 * Where no target says it the view is assumed, as for a zone file alone.
 *
 * Used in this order: octodns_add() for each configuration, octodns_find_files(), then any number of
 * threads that read files by their octodns_use, then octodns_attach().
 */
#ifndef ZW_FRONT_OCTODNS_ZONES_H
#define ZW_FRONT_OCTODNS_ZONES_H

#include "front/octodns_config.h"
#include "model/model.h"

/* A zone of a configuration in one view. */
struct octodns_hosted {
	const struct octodns_config *config;
	const struct octodns_zone *entry;   /* its own */
	const struct octodns_zone *records; /* whose records it has: of an alias the other one */
	const struct dname *name;
	enum view view;
	bool view_assumed;
	bool part; /* others write into the zone, or what is written is not all known */
	bool template;
	VEC(const struct octodns_provider *) targets; /* in this view */
	VEC(struct vpc) vpcs;
	VEC(struct octodns_use *) uses;	   /* in the order in which octoDNS reads them */
	const struct octodns_hosted *same; /* an earlier one of that name and view; NULL: none */
};

/* One reading of one file, for one zone. */
struct octodns_use {
	struct octodns_hosted *into;
	const struct octodns_provider *provider;
	struct str path;
	const struct source_spec *spec; /* the entry that names the file; set by the reader */
	struct zone *zone;	  /* what the file holds, beside the model; set by the reader */
	bool repeated;		  /* what is wrong in the file is told of an earlier use */
	struct octodns_use *next; /* of the same file */
};

struct octodns {
	struct arena *arena;
	struct sources *sources;
	struct diag_list *diags;
	VEC(struct octodns_config *) configs;
	VEC(struct octodns_hosted *) hosted;
	struct map uses;	 /* by path: the first use */
	struct map names;	 /* by name and view: the last hosted zone */
	VEC(struct str) outputs; /* folders that are written and not read */
};

void octodns_init(struct octodns *octodns, struct arena *arena, struct sources *sources,
		  struct diag_list *diags);
void octodns_add(struct octodns *octodns, struct octodns_config *config);

/* Finds the files of all zones, and appends their paths to PATHS, some more than once. Findings:
 * unresolved-reference where a zone has no file, include-outside-root. */
void octodns_find_files(struct octodns *octodns, struct path_list *paths);

/* The first use of the file PATH; NULL: no configuration speaks of it. */
struct octodns_use *octodns_use_of(const struct octodns *octodns, struct str path);

/* Whether a configuration has files for the zone NAME. SCRATCH is for the question. */
bool octodns_hosts(const struct octodns *octodns, struct arena *scratch, const struct dname *name);

/* Whether PATH lies in a folder that octoDNS only writes to. */
bool octodns_is_output(const struct octodns *octodns, struct str path);

/* Whether octoDNS leaves a record out of a zone: by `octodns` of its mapping, or by a processor. OWNER is
 * relative to the zone, "" the apex. UNKNOWN: octoDNS leaves alone what is there. */
enum tri octodns_keeps(const struct octodns_hosted *zone, const struct node *record,
		       struct str owner, struct str type);

/* Joins what the files hold into zones of MODEL. */
void octodns_attach(struct octodns *octodns, struct model *model);

#endif
