/* declared.c -- evidence/declared.json: what the configuration of a bundle declares. */
#include "declared.h"

#include "base/json.h"
#include "model/existing.h"
#include "model/route53.h"
#include "source/limits.h"

#include "base/banned.h"

static void write_values(struct json *json, const struct rrset *rrset, struct arena *arena)
{
	json_open_array(json, NULL);
	for (size_t i = 0; i + rrset->n_foreign < rrset->n; i++)
		json_put_text(json, NULL, route53_value(arena, rrset->type, &rrset->rrs[i]));
	json_end(json);
}

static void write_set(struct json *json, const struct rrset *rrset, struct arena *arena)
{
	json_open_array(json, NULL);
	json_put_text(json, NULL, route53_name(arena, rrset->owner));
	json_put_text(json, NULL, rr_type_name(arena, rrset->type));
	if (rrset->set_identifier != NULL)
		json_put_text(json, NULL, rrset->set_identifier);
	if (rrset->set_identifier == NULL && rrset->type == RR_TXT) {
		json_put_null(json, NULL);
		write_values(json, rrset, arena);
	}
	json_end(json);
}

static void write_zone(struct json *json, const struct zone *zone, struct arena *arena)
{
	json_open_object(json, NULL);
	json_put_text(json, "name", route53_name(arena, zone->name));
	json_put_text(json, "view", zone->view == VIEW_PUBLIC ? "public" : "private");
	json_put_str(json, "account", zone->account == NULL ? STR("") : zone->account->key.s);
	json_put_str(json, "id", zone->id.presence == KNOWN ? zone->id.s : STR(""));
	json_open_array(json, "record_sets");
	for (size_t i = 0; i < zone->rrsets.n; i++)
		if (!zone->rrsets.items[i]->foreign && !rrset_is_of_service(zone->rrsets.items[i]))
			write_set(json, zone->rrsets.items[i], arena);
	json_end(json);
	json_end(json);
}

void declared_add(struct bundle *bundle, const struct model *model)
{
	struct buf out CLEANUP(buf_free) = {0};
	struct json json;

	if (model->existing == NULL)
		return;
	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_COMPACT);
	json_open_object(&json, NULL);
	json_put_text(&json, "zonewarrant_declared", "1");
	json_open_array(&json, "zones");
	for (size_t i = 0; i < model->zones.n; i++)
		if (!model->zones.items[i]->foreign)
			write_zone(&json, model->zones.items[i], bundle->arena);
	json_end(&json);
	json_end(&json);
	bundle_add(bundle, "evidence/declared.json", buf_view(&out));
}
