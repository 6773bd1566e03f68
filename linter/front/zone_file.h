/*
 * zone_file.h -- zone files (RFC 1035 section 5), and what name servers have added to them: `$TTL` (RFC
 * 2308), `$GENERATE` (BIND), TTLs with units, RFC 3597's unknown types and data.
 *
 * The front end itself is front_end_zone of front_end.h. Decisions:
 *
 * - The zone's name is the owner of the SOA record; without one what `zone:` of the source says, what the
 *   file's name says, or the first $ORIGIN where that lies elsewhere. Names are relative to `zone:` or the file's name until $ORIGIN
 *   says another.
 * - What cannot be read is reported, the rest of the file is read, and the zone counts as managed in part:
 *   what is absent may stand in the record that could not be read.
 * - Octets over 127 are data in strings, of whatever encoding; in names they are refused, as a name is
 *   written in ASCII.
 * - A TTL that no record, no $TTL and no SOA says is not known; name servers refuse the record, or take
 *   3600.
 */
#ifndef ZW_FRONT_ZONE_FILE_H
#define ZW_FRONT_ZONE_FILE_H

#include "model/dname.h"

/*
 * The zone that a file's name says: "db.example.com", "example.com.zone", "example.com.db", also with
 * ".signed" behind it, and "example.com" itself; NULL where it says none. A name of one label is only taken
 * before ".zone".
 */
const struct dname *zone_file_zone_of(struct arena *arena, struct str path);

/* Whether the octets that a file at PATH begins with are those of a zone file: a directive, an SOA record,
 * or a record with class or TTL whose data are of its type. A file *.zone is taken for one. */
bool zone_file_recognises(struct str path, struct str head);

#endif
