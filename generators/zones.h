/*
 * zones.h -- `export --to zones -o DIR`: the model as zone files (RFC 1035 section 5), one a zone,
 * in DIR/public/ and DIR/private/, named <zone>.zone. BIND, Knot and NSD load them.
 *
 * What a zone file needs and the model does not hold is made up, the same way each time:
 *   SOA             the first name server, hostmaster.invalid., serial 1, the timers of Route 53
 *   apex NS         the zone's name servers; where they are not known, unknown.invalid. (RFC 2606
 *                   section 2: a name that never resolves)
 *   delegation NS   likewise, so that the zone cut exists
 * A Route 53 alias record has no form in a zone file. Where its owner holds nothing else, the file
 * has a CNAME to the target instead (unknown.invalid. where the target's name is not known),
 * otherwise, and at the apex, a comment: CNAME excludes all other data (RFC 1034 section 3.6.2). Of
 * RRsets that differ by routing policy alone the first becomes the CNAME; plain ones are joined.
 * What is pending is a comment.
 */
#ifndef ZW_GENERATORS_ZONES_H
#define ZW_GENERATORS_ZONES_H

#include "base/buf.h"
#include "bundle.h"
#include "model/model.h"

/* The text of one zone's file. */
void zone_file_print(struct buf *out, const struct zone *zone, struct arena *arena);

/* Adds the file of each zone. */
void zones_add(struct bundle *bundle, const struct model *model);

/* Writes all files to FOLDER, which may not exist yet: whole or not at all. */
MUST_USE enum bundle_result zones_export(const struct model *model, const char *folder,
					 struct err *err);

#endif
