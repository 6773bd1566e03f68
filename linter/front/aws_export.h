/*
 * aws_export.h -- outputs of the AWS CLI: what they are, whose they are, and whether they are whole.
 *
 * What a file is, its own keys say. Of which account it is, the project file says (`account:` of its
 * source), else a folder above it by an account's key or number, else the ARNs in it. Of which hosted
 * zone records are, or of which Resolver endpoint addresses, the file's path says, where its id stands
 * in it; of records else their SOA record, where only one hosted zone has that name. An export that does not hold all it should is worse than none, for what it lacks would count
 * as absent: it is reported under snapshot-incomplete.
 *
 *	aws_exports_init(&exports, model, diags);
 *	(void)aws_exports_add(&exports, source, root, path, NULL);     for each file
 *	aws_exports_check(&exports);
 */
#ifndef ZW_FRONT_AWS_EXPORT_H
#define ZW_FRONT_AWS_EXPORT_H

#include "base/map.h"
#include "diag/diag.h"
#include "front/node.h"
#include "model/model.h"

/* A command's output: the key of what it lists, and where an item says its account. */
struct aws_export_kind {
	const char *key;
	const char *owner; /* member that is an ARN, or an account's number; NULL: none says */
};

struct aws_export {
	const struct source *source;
	const struct node *root;
	struct str path; /* below the folder that all exports lie in */
	const struct aws_export_kind *kind;
	const struct pair *list;       /* of kind->key */
	const struct account *stated;  /* the project file says so; NULL: it does not */
	const struct account *account; /* whose it is; NULL: nothing says */
	bool owner_said;	       /* some ARN says the account, and it is declared */
	struct str zone_id;	       /* of record sets: their hosted zone's; empty: not known */
	bool refused;		       /* reported: nothing is to be read from it */
};

struct aws_exports {
	struct arena *arena;
	struct diag_list *diags;
	const struct model *model;
	VEC(struct aws_export) items;
	struct map
		zones; /* struct node: hosted zone ids that some export holds, without the prefix */
	struct map zone_names; /* struct zone_name: hosted zones by name, as the exports write it */
};

void aws_exports_init(struct aws_exports *exports, const struct model *model,
		      struct diag_list *diags);

/* Whether ROOT is the output of a command of the AWS CLI that is known here. */
bool aws_export_recognises(const struct node *root);

/* Adds the file SOURCE with the tree ROOT. STATED may be NULL. False, and nothing added, where it is no
 * such output. */
bool aws_exports_add(struct aws_exports *exports, const struct source *source,
		     const struct node *root, struct str path, const struct account *stated);

/* Sets `account` of each, and reports under snapshot-incomplete an export that is cut off, of an account
 * that is not declared or that its folder contradicts, and records of a hosted zone that no export
 * lists. MODEL's accounts are all known. */
void aws_exports_check(struct aws_exports *exports);

/* The items that an export lists: its elements, or the one thing itself. */
size_t aws_export_count(const struct aws_export *export);
const struct node *aws_export_item(const struct aws_export *export, size_t i);

/* Whether EXPORT is the one with that key: "HostedZones". */
bool aws_export_is(const struct aws_export *export, const char *key);

/* "Z123" of "/hostedzone/Z123": the API gives ids with the prefix, and takes them with and without. */
struct str aws_bare_zone_id(struct str id);

/* Part INDEX of an ARN, from 0: arn, partition, service, region, account, resource (which keeps its own
 * colons); empty where TEXT is none (AWS General Reference, "Amazon Resource Names"). */
struct str aws_arn_part(struct str text, unsigned index);

/* What KEYS maps the first run of letters and digits in PATH to that it knows; NULL: none. For hosted
 * zone ids that stand in the path of a file. */
void *aws_path_find(struct str path, const struct map *keys);
/* … and that run itself; empty: none. */
struct str aws_path_key(struct str path, const struct map *keys);

#endif
