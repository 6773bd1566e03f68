/* hosted_zone.c -- the bodies that make hosted zones and associate them with VPCs. */
#include "hosted_zone.h"

#include "base/digest.h"
#include "model/route53.h"

#include "base/banned.h"

static void text_or_null(struct json *json, const char *key, struct text text)
{
	if (text.presence == KNOWN)
		json_put_str(json, key, text.s);
	else
		json_put_null(json, key);
}

static void write_vpc(struct json *json, const struct vpc *vpc, const struct account *account)
{
	struct text region = vpc->region;

	if (region.presence != KNOWN && account != NULL)
		region = account->region;
	json_open_object(json, "VPC");
	text_or_null(json, "VPCRegion", region);
	text_or_null(json, "VPCId", vpc->id);
	json_end(json);
}

static const char *view_name(const struct zone *zone)
{
	return zone->view == VIEW_PUBLIC ? "public" : "private";
}

/* CallerReference has 1 to 128 characters: 12 and 64. Private zones of one name differ by their VPCs. */
static const char *caller_reference(struct arena *arena, const struct zone *zone,
				    const struct vpc *vpc, const char *name)
{
	char hex[SHA256_HEX_SIZE];
	const char *what =
		arena_printf(arena, "%.*s\n%s\n%s",
			     STR_ARG(zone->account == NULL ? STR("") : zone->account->id.s), name,
			     view_name(zone));

	if (zone->shares_name && vpc != NULL)
		what = arena_printf(arena, "%s\n%.*s", what, STR_ARG(vpc->id.s));
	return arena_printf(arena, "zonewarrant-%s", sha256_hex(str_from(what), hex));
}

void hosted_zone_create_write(struct json *json, const struct zone *zone, const struct vpc *vpc,
			      struct arena *arena)
{
	const char *name = route53_name(arena, zone->name);

	json_put_text(json, "Name", name);
	if (zone->view == VIEW_PRIVATE && vpc != NULL)
		write_vpc(json, vpc, zone->account);
	else if (zone->view == VIEW_PRIVATE)
		json_put_null(json, "VPC");
	json_put_text(json, "CallerReference", caller_reference(arena, zone, vpc, name));
	json_open_object(json, "HostedZoneConfig");
	json_put_printf(json, "Comment", "zonewarrant: %s zone%s%.*s", view_name(zone),
			zone->subdomain == NULL ? "" : " of ",
			STR_ARG(zone->subdomain == NULL ? STR("") : zone->subdomain->key.s));
	json_put_bool(json, "PrivateZone", zone->view == VIEW_PRIVATE);
	json_end(json);
}

void hosted_zone_vpc_write(struct json *json, const struct zone *zone, const struct vpc *vpc,
			   const struct account *account)
{
	text_or_null(json, "HostedZoneId", zone->id);
	write_vpc(json, vpc, account);
}
