/*
 * octodns_record.h -- the records of one owner, as octoDNS writes them in YAML.
 */
#ifndef ZW_GENERATORS_OCTODNS_RECORD_H
#define ZW_GENERATORS_OCTODNS_RECORD_H

#include "base/buf.h"
#include "model/model.h"

/* Text in double quotes, as YAML and JSON have it. False, and nothing written, where it is not UTF-8. */
bool yaml_text_print(struct buf *out, struct str text);

/* The N RRsets of one owner: its key and its records; what has no form as comments. */
void octodns_owner_print(struct buf *out, struct arena *arena, const struct zone *zone,
			 struct rrset *const *rrsets, size_t n);

#endif
