/*
 * octodns_include.h -- YAML files of octoDNS, with what `!include` names put in its place.
 *
 *	'': !include common/apex.yaml
 *	www:
 *	  <<: !include common/web.yaml
 *	  ttl: 60
 *
 * A path is relative to the folder of the file that names it, and stays inside the repository. The node
 * becomes the root of the other file and keeps that file's places. Of pairs with one key in a mapping
 * that merges a file the last one written counts, as octoDNS takes them, and not the mapping's own as in
 * other merges. A file that is empty, or cannot be had, is an empty value.
 *
 * Findings: include-outside-root; parse-error where there is no such file, or it includes itself;
 * resource-limit over LIMIT_YAML_INCLUDES, LIMIT_INCLUDE_DEPTH, or where the whole is more than LIMIT_EXPANDED
 * values beyond what the file itself is long, or deeper than LIMIT_DEPTH.
 */
#ifndef ZW_FRONT_OCTODNS_INCLUDE_H
#define ZW_FRONT_OCTODNS_INCLUDE_H

#include "front/yaml.h"
#include "source/glob.h"

/* Whether a file may include another: else yaml_read() does, which touches no other file. */
bool octodns_may_include(const struct source *source);

struct octodns_file {
	struct node *root;	   /* NULL: empty, or it cannot be read */
	struct path_list included; /* in the order in which they are met */
	bool lost;		   /* a part of it could not be had */
};

/* Reads SOURCE and what it includes, which is added to SOURCES. Not thread-safe. */
void octodns_read_file(struct sources *sources, const struct source *source, struct arena *arena,
		       struct diag_list *diags, struct octodns_file *ret_file);

#endif
