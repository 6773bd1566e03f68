/*
 * declared.h -- evidence/declared.json: what the configuration of a bundle declares, so that a later plan knows
 * what may be deleted (`--previous`, front/previous.h).
 *
 *	{"zonewarrant_declared": "1", "zones": [{"name": …, "view": …, "account": …, "id": …,
 *	  "record_sets": [["www.example.com.", "A"], ["api.example.com.", "A", "blue"],
 *	                  ["example.com.", "TXT", null, ["\"v=spf1 -all\""]]]}]}
 *
 * A record set is its owner, type and set identifier; of TXT the declared values stand behind them.
 */
#ifndef ZW_GENERATORS_DECLARED_H
#define ZW_GENERATORS_DECLARED_H

#include "bundle.h"
#include "model/model.h"

/* Adds it where there is a snapshot: else the bodies of the steps hold everything. */
void declared_add(struct bundle *bundle, const struct model *model);

#endif
