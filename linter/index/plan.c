/* plan.c -- the steps in order, with their numbers, folders and states. */
#include "index/plan_build.h"

#include <stdlib.h>

#include "base/banned.h"

static const char *const kind_names[STEP_KINDS] = {
	[STEP_CREATE_ZONE] = "create-hosted-zone",
	[STEP_AUTHORIZE_VPC] = "authorize-vpc",
	[STEP_ASSOCIATE_VPC] = "associate-vpc",
	[STEP_DEAUTHORIZE_VPC] = "deauthorize-vpc",
	[STEP_RECORDS] = "change-records",
	[STEP_DELEGATE] = "delegate",
	[STEP_DS] = "sign-delegation",
	[STEP_WILDCARDS] = "change-wildcards",
	[STEP_MAKE_REQUEST] = "make-request",
	[STEP_REQUEST_CERTIFICATE] = "request-certificate",
	[STEP_ISSUE_CERTIFICATE] = "issue-certificate",
	[STEP_PROOFS] = "change-proofs",
	[STEP_START_VERIFICATION] = "start-verification",
	[STEP_CREATE_RESOLVER_RULE] = "create-resolver-rule",
	[STEP_ASSOCIATE_RESOLVER_RULE] = "associate-resolver-rule",
	[STEP_REMOVE_DS] = "remove-signed-delegation",
	[STEP_REMOVE_WILDCARDS] = "remove-wildcards",
	[STEP_REMOVE_DELEGATIONS] = "remove-delegations",
	[STEP_REMOVE_RECORDS] = "remove-records",
	[STEP_DELETE_ZONE] = "delete-hosted-zone",
};

const char *step_kind_name(enum step_kind kind)
{
	return kind_names[kind];
}

bool step_kind_changes_records(enum step_kind kind)
{
	switch (kind) {
	case STEP_RECORDS:
	case STEP_DELEGATE:
	case STEP_DS:
	case STEP_WILDCARDS:
	case STEP_PROOFS:
	case STEP_REMOVE_DS:
	case STEP_REMOVE_WILDCARDS:
	case STEP_REMOVE_DELEGATIONS:
	case STEP_REMOVE_RECORDS:
		return true;
	default:
		return false;
	}
}

bool account_is_aws(const struct account *account)
{
	return account == NULL || account->cloud.presence != KNOWN ||
	       str_is(account->cloud.s, "aws");
}

struct step *builder_step(struct builder *b, enum step_kind kind, const struct account *account)
{
	struct step *step = NEW(b->arena, struct step);

	step->kind = kind;
	step->account = account;
	*VEC_PUSH(b->arena, &b->plan->steps) = step;
	return step;
}

void step_wait(struct builder *b, struct step *step, const struct step *earlier)
{
	if (earlier == NULL || earlier == step)
		return;
	for (size_t i = 0; i < step->waits_for.n; i++) {
		if (step->waits_for.items[i] == earlier)
			return;
	}
	*VEC_PUSH(b->arena, &step->waits_for) = earlier;
}

const struct step *zone_step(const struct zone_plan *zone, enum step_kind kind)
{
	return zone->complete[kind] != NULL ? zone->complete[kind] : zone->lacking[kind];
}

static struct str wire_key(const uint8_t *wire, size_t len)
{
	return str_slice((const char *)wire, len);
}

struct zone_plan *builder_public_zone(const struct builder *b, const struct dname *name)
{
	return map_get(&b->public_zones, wire_key(name->wire, name->len));
}

struct zone_plan *builder_zone_of(const struct builder *b, const struct dname *name,
				  unsigned max_labels)
{
	unsigned skip = name->labels > max_labels ? name->labels - max_labels : 0;

	for (; skip <= name->labels; skip++) {
		size_t len = 0;
		const uint8_t *wire = dname_suffix_wire(name, skip, &len);
		struct zone_plan *zone = map_get(&b->public_zones, wire_key(wire, len));

		/* What is delegated to another cloud is not answered by the zone above. */
		if (zone != NULL || map_get(&b->other_zones, wire_key(wire, len)) != NULL)
			return zone;
	}
	return NULL;
}

static void list_zones(struct builder *b)
{
	const struct model *existing = b->model->existing;
	size_t n_existing = existing == NULL ? 0 : existing->zones.n;

	b->zones = NEW_ARRAY(b->arena, struct zone_plan, b->model->zones.n + n_existing + 1);
	map_init(&b->public_zones, b->arena);
	map_init(&b->other_zones, b->arena);
	for (size_t i = 0; i < b->model->zones.n; i++) {
		const struct zone *zone = b->model->zones.items[i];
		struct zone_plan *plan;

		if (!account_is_aws(zone->account)) {
			*VEC_PUSH(b->arena, &b->plan->elsewhere) = zone;
			if (zone->view == VIEW_PUBLIC)
				map_add(&b->other_zones,
					wire_key(zone->name->wire, zone->name->len),
					b->model->zones.items[i]);
			continue;
		}
		plan = &b->zones[b->n_zones++];
		plan->zone = zone;
		plan->present = zone->counterpart;
		if (zone->view == VIEW_PUBLIC)
			map_add(&b->public_zones, wire_key(zone->name->wire, zone->name->len),
				plan);
	}
	for (size_t i = 0; i < b->n_zones; i++) {
		const struct zone *zone = b->zones[i].zone;

		if (zone->view == VIEW_PUBLIC && zone->name->labels > 0)
			b->zones[i].parent =
				builder_zone_of(b, zone->name, zone->name->labels - 1u);
	}
	/* a zone that goes is nobody's parent */
	for (size_t i = 0; i < n_existing; i++)
		if (existing->zones.items[i]->retired)
			b->zones[b->n_zones++] = (struct zone_plan){
				.zone = existing->zones.items[i],
				.present = existing->zones.items[i],
			};
}

static void list_vpc(struct builder *b, struct text id, const struct account *account)
{
	if (id.presence == KNOWN && account != NULL)
		map_add(&b->vpc_accounts, id.s, (void *)(uintptr_t)account);
}

/* A VPC's account is that of the team that lists it, or that has a Resolver endpoint in it. */
static void list_vpcs(struct builder *b)
{
	map_init(&b->vpc_accounts, b->arena);
	for (size_t i = 0; i < b->model->subdomains.n; i++) {
		const struct subdomain *subdomain = b->model->subdomains.items[i];

		for (size_t v = 0; v < subdomain->n_vpcs; v++)
			list_vpc(b, subdomain->vpcs[v].id, subdomain->account);
	}
	for (size_t i = 0; i < b->model->resolver_endpoints.n; i++) {
		const struct resolver_endpoint *endpoint = b->model->resolver_endpoints.items[i];

		list_vpc(b, endpoint->vpc, endpoint->account);
	}
}

/* What a step is about, for its folder. */
static const char *subject(struct arena *arena, const struct step *step)
{
	if (step->certificate != NULL)
		return arena_cstr(arena, step->certificate->key.s);
	if (step->service != NULL)
		return arena_cstr(arena, step->service->key.s);
	if (step->forwarding != NULL && step->forwarding->name != NULL)
		return dname_text_bare(arena, step->forwarding->name);
	if (step->zone != NULL)
		return arena_printf(arena, "%s%s", dname_text_bare(arena, step->zone->name),
				    step->zone->view == VIEW_PRIVATE ? "-private" : "");
	return "";
}

static enum step_state state_of(const struct step *step)
{
	if (step->pending.items.n > 0)
		return STEP_PENDING;
	for (size_t i = 0; i < step->waits_for.n; i++) {
		if (step->waits_for.items[i]->state != STEP_READY)
			return STEP_WAITING;
	}
	return STEP_READY;
}

static int compare_steps(const void *left, const void *right)
{
	const struct step *a = *(struct step *const *)left, *b = *(struct step *const *)right;

	return (int)(a->number > b->number) - (int)(a->number < b->number);
}

void plan_number_steps(struct plan *plan)
{
	struct arena *arena = plan->arena;
	size_t n = plan->steps.n;
	int width = 3;

	plan->n_pending_steps = 0;
	for (size_t most = 10 * n; most >= 1000; most /= 10)
		width++;
	for (size_t i = 0; i < n; i++) {
		struct step *step = plan->steps.items[i];

		step->number = (unsigned)(10 * (i + 1));
		step->state = state_of(step);
		/* they are numbered: every step waits for earlier ones only */
		if (step->waits_for.n > 0)
			qsort(step->waits_for.items, step->waits_for.n, sizeof(struct step *),
			      compare_steps);
		plan->n_pending_steps += step->state == STEP_PENDING;
		step->name = arena_printf(
			arena, "%0*u-%.*s-%s-%s%s", width, step->number,
			STR_ARG(step->account == NULL ? STR("unknown") : step->account->key.s),
			step_kind_name(step->kind), subject(arena, step),
			step->state == STEP_PENDING ? "-pending" : "");
	}
}

enum status plan_build(struct plan *plan, const struct model *model,
		       const struct plan_settings *settings, struct arena *arena, struct err *err)
{
	struct builder b = {.plan = plan, .model = model, .arena = arena, .err = err};

	*plan = (struct plan){.arena = arena, .model = model, .settings = *settings};
	list_zones(&b);
	TRY(plan_check_snapshot(&b));
	list_vpcs(&b);
	plan_create_zones(&b);
	plan_associate_vpcs(&b);
	TRY(plan_fill_zones(&b));
	plan_certificates(&b);
	plan_endpoint_services(&b);
	plan_resolver_rules(&b);
	TRY(plan_empty_zones(&b));
	plan_number_steps(plan);
	return OK;
}
