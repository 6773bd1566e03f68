/* resolver.c -- the bodies that make Resolver rules and associate them with VPCs. */
#include "resolver.h"

#include "base/digest.h"

#include <string.h>

#include "base/banned.h"

enum { DNS_PORT = 53, DIGEST_PART = 8 };

static bool is_name_character(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_';
}

const char *resolver_rule_name(struct arena *arena, bool system, const char *domain)
{
	char *name = arena_printf(arena, "%s-%s", system ? "system" : "forward", domain);
	size_t len = strlen(name);
	bool changed = len > RESOLVER_NAME_MAX;
	char hex[SHA256_HEX_SIZE];

	for (size_t i = 0; i < len; i++) {
		/* the service does not want names to be unique */
		if (name[i] == '.') {
			name[i] = '-';
		} else if (!is_name_character(name[i])) {
			name[i] = '_';
			changed = true;
		}
	}
	if (!changed)
		return name;
	sha256_hex(str_from(domain), hex);
	return arena_printf(arena, "%.*s-%.*s", RESOLVER_NAME_MAX - DIGEST_PART - 1, name,
			    DIGEST_PART, hex);
}

static struct text_list targets(const struct forwarding_rule *rule)
{
	return rule->inbound != NULL ? rule->inbound->ips : rule->to;
}

static bool is_ipv6(struct str address)
{
	return str_find(address, ":", NULL);
}

/* Ip and Ipv6 exclude each other in one target; a rule does not mix them, which the service
 * checks. */
static void write_targets(struct json *json, struct text_list list)
{
	if (list.n == 0) {
		json_put_null(json, "TargetIps");
		return;
	}
	json_open_array(json, "TargetIps");
	for (size_t i = 0; i < list.n; i++) {
		json_open_object(json, NULL);
		json_put_str(json, is_ipv6(list.items[i].s) ? "Ipv6" : "Ip", list.items[i].s);
		json_put_number(json, "Port", DNS_PORT);
		json_end(json);
	}
	json_end(json);
}

static const char *request_id(struct arena *arena, const struct forwarding_rule *rule)
{
	struct text_list list = targets(rule);
	struct buf text CLEANUP(buf_free);
	char hex[SHA256_HEX_SIZE];

	buf_init(&text, 1024 * 1024);
	if (rule->account != NULL)
		buf_str(&text, rule->account->id.s);
	buf_printf(&text, "\n%.*s\n%.*s", STR_ARG(rule->domain.s), STR_ARG(rule->through.s));
	for (size_t i = 0; i < list.n; i++)
		buf_printf(&text, "\n%.*s", STR_ARG(list.items[i].s));
	if (rule->system)
		buf_text(&text, "\nSYSTEM");
	return arena_printf(arena, "zonewarrant-%s", sha256_hex(buf_view(&text), hex));
}

static const char *domain_text(struct arena *arena, const struct forwarding_rule *rule)
{
	if (rule->name != NULL)
		return dname_text_bare(arena, rule->name);
	return arena_cstr(arena, rule->domain.s);
}

void resolver_rule_write(struct json *json, const struct forwarding_rule *rule, struct arena *arena)
{
	const char *domain = domain_text(arena, rule);

	json_put_text(json, "CreatorRequestId", request_id(arena, rule));
	json_put_text(json, "Name", resolver_rule_name(arena, rule->system, domain));
	json_put_text(json, "RuleType", rule->system ? "SYSTEM" : "FORWARD");
	json_put_text(json, "DomainName", domain);
	if (rule->system)
		return;
	write_targets(json, targets(rule));
	if (rule->outbound != NULL && rule->outbound->id.presence == KNOWN)
		json_put_str(json, "ResolverEndpointId", rule->outbound->id.s);
	else
		json_put_null(json, "ResolverEndpointId");
}

void resolver_association_write(struct json *json, const struct forwarding_rule *rule,
				const struct vpc *vpc, struct arena *arena)
{
	if (rule->id.presence == KNOWN)
		json_put_str(json, "ResolverRuleId", rule->id.s);
	else
		json_put_null(json, "ResolverRuleId");
	if (vpc->id.presence == KNOWN)
		json_put_str(json, "VPCId", vpc->id.s);
	else
		json_put_null(json, "VPCId");
	json_put_text(json, "Name",
		      resolver_rule_name(arena, rule->system, domain_text(arena, rule)));
}
