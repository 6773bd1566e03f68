/* plan_zones.c -- hosted zones that nobody states an id for, and the VPCs of the private ones. */
#include "index/plan_build.h"

#include "base/banned.h"

static const char *owner_of(struct builder *b, const struct zone *zone)
{
	const struct subdomain *subdomain = zone->subdomain;

	if (subdomain == NULL || subdomain->owner.presence != KNOWN)
		return NULL;
	return arena_cstr(b->arena, subdomain->owner.s);
}

struct step *zone_new_step(struct builder *b, struct zone_plan *plan, enum step_kind kind)
{
	struct step *step = builder_step(b, kind, plan->zone->account);

	step->zone = plan->zone;
	step->owner = owner_of(b, plan->zone);
	return step;
}

static const struct account *vpc_account(const struct builder *b, const struct vpc *vpc)
{
	return vpc->id.presence == KNOWN ? map_get(&b->vpc_accounts, vpc->id.s) : NULL;
}

/* A VPC of another account than the zone's; where nobody says whose it is, it is the zone's own. */
static bool is_foreign(const struct builder *b, const struct zone *zone, const struct vpc *vpc)
{
	const struct account *account = vpc_account(b, vpc);

	return account != NULL && account != zone->account;
}

const struct vpc *zone_first_vpc(const struct builder *b, const struct zone *zone)
{
	for (size_t i = 0; i < zone->n_vpcs; i++) {
		if (!is_foreign(b, zone, &zone->vpcs[i]))
			return &zone->vpcs[i];
	}
	return NULL;
}

static void need_vpc(struct builder *b, struct step *step, const struct vpc *vpc,
		     const struct account *account)
{
	const char *name = dname_text_bare(b->arena, step->zone->name);

	if (vpc == NULL || vpc->id.presence != KNOWN)
		pending_value(b, &step->pending,
			      (struct pending){
				      .value = arena_printf(b->arena, "a VPC for %s", name),
				      .reason =
					      "a private hosted zone is made with a VPC of its own "
					      "account, and none is known",
				      .export_command = "aws ec2 describe-vpcs",
				      .field = "Vpcs[].VpcId",
				      .setting = "vpcs",
			      });
	else if (vpc->region.presence != KNOWN &&
		 (account == NULL || account->region.presence != KNOWN))
		pending_region(b, &step->pending,
			       arena_printf(b->arena, "VPC %.*s", STR_ARG(vpc->id.s)),
			       "vpcs[].region");
}

static void create_zone(struct builder *b, struct zone_plan *plan)
{
	const struct zone *zone = plan->zone;
	struct step *step = zone_new_step(b, plan, STEP_CREATE_ZONE);
	const char *name = dname_text_bare(b->arena, zone->name);

	step->irreversible = true;
	if (zone->account == NULL)
		pending_account(b, &step->pending, arena_printf(b->arena, "zone %s", name));
	if (zone->view == VIEW_PRIVATE) {
		const struct vpc *vpc = zone_first_vpc(b, zone);

		need_vpc(b, step, vpc, zone->account);
		if (vpc != NULL)
			*VEC_PUSH(b->arena, &step->vpcs) = vpc;
	}
	step->before = arena_printf(b->arena,
				    "The account has no %s hosted zone %s: two of one name are "
				    "possible, and then only one of them is delegated.",
				    zone->view == VIEW_PUBLIC ? "public" : "private", name);
	step->after =
		arena_printf(b->arena,
			     "The hosted zone %s exists and holds its SOA and NS alone; its "
			     "id%s known.",
			     name, zone->view == VIEW_PUBLIC ? " and its name servers are" : " is");
	if (step->pending.items.n > 0)
		plan->lacking[STEP_CREATE_ZONE] = step;
	else
		plan->complete[STEP_CREATE_ZONE] = step;
}

/* Absence in a zone that is managed in part means nothing: it exists, and its id is to be looked
 * up. */
static bool is_to_be_made(const struct zone *zone)
{
	return zone->id.presence != KNOWN && !zone->managed_part;
}

void plan_create_zones(struct builder *b)
{
	static const enum view views[] = {VIEW_PUBLIC, VIEW_PRIVATE};

	for (size_t v = 0; v < COUNT_OF(views); v++) {
		for (size_t i = 0; i < b->n_zones; i++) {
			if (b->zones[i].zone->view == views[v] && is_to_be_made(b->zones[i].zone))
				create_zone(b, &b->zones[i]);
		}
	}
}

/* One step takes the VPCs of one account: an account's team runs it. */
static struct step *vpc_step(struct builder *b, struct zone_plan *plan, enum step_kind kind,
			     const struct account *account)
{
	struct step *step = builder_step(b, kind, account);

	step->zone = plan->zone;
	step->owner = owner_of(b, plan->zone);
	pending_zone_id(b, &step->pending, plan->zone);
	return step;
}

static void describe_vpc_step(struct builder *b, struct step *step)
{
	const char *name = dname_text_bare(b->arena, step->zone->name);

	switch (step->kind) {
	case STEP_AUTHORIZE_VPC:
		step->before = arena_printf(b->arena, "The private hosted zone %s exists.", name);
		step->after = "The account of the VPC may associate it with the zone.";
		break;
	case STEP_DEAUTHORIZE_VPC:
		step->before = arena_printf(
			b->arena, "The VPC is associated with the private hosted zone %s.", name);
		step->after =
			"The association stands; it can no longer be made again without a new "
			"authorization.";
		break;
	default:
		step->before = "The VPC has enableDnsHostnames and enableDnsSupport, and no other "
			       "private hosted zone of this name.";
		step->after = arena_printf(b->arena, "Names below %s resolve in the VPC.", name);
		break;
	}
}

static bool is_associated(const struct zone_plan *plan, const struct vpc *vpc)
{
	for (size_t i = 0; plan->present != NULL && i < plan->present->n_vpcs; i++)
		if (str_eq(plan->present->vpcs[i].id.s, vpc->id.s))
			return true;
	return false;
}

/* A zone that is listed alone does not show its VPCs. */
static void need_associations(struct builder *b, struct step *step, const struct zone_plan *plan)
{
	const struct zone *present = plan->present;

	if (present == NULL || !present->vpcs_unknown)
		return;
	pending_value(b, &step->pending,
		      (struct pending){
			      .value = arena_printf(b->arena, "VPCs of the private zone %s",
						    dname_text_bare(b->arena, present->name)),
			      .reason = "the snapshot lists the zone, and does not show it",
			      .export_command = arena_printf(
				      b->arena, "aws route53 get-hosted-zone --id %.*s",
				      STR_ARG(present->id.s)),
			      .field = "VPCs",
		      });
}

/* The VPCs of ZONE that ACCOUNT associates, besides FIRST, with which the zone is made. */
static void associate(struct builder *b, struct zone_plan *plan, const struct vpc *first,
		      const struct account *account)
{
	const struct zone *zone = plan->zone;
	bool foreign = account != zone->account;
	struct step *steps[3] = {NULL};
	size_t n = 0;

	if (foreign)
		steps[n++] = vpc_step(b, plan, STEP_AUTHORIZE_VPC, zone->account);
	steps[n++] = vpc_step(b, plan, STEP_ASSOCIATE_VPC, account);
	if (foreign)
		steps[n++] = vpc_step(b, plan, STEP_DEAUTHORIZE_VPC, zone->account);
	for (size_t s = 0; s < n; s++) {
		for (size_t i = 0; i < zone->n_vpcs; i++) {
			const struct vpc *vpc = &zone->vpcs[i];
			const struct account *owner = vpc_account(b, vpc);

			if (vpc == first || is_associated(plan, vpc) ||
			    (owner == NULL ? zone->account : owner) != account)
				continue;
			*VEC_PUSH(b->arena, &steps[s]->vpcs) = vpc;
			need_vpc(b, steps[s], vpc, account);
		}
		need_associations(b, steps[s], plan);
		describe_vpc_step(b, steps[s]);
		step_wait(b, steps[s], s == 0 ? zone_step(plan, STEP_CREATE_ZONE) : steps[s - 1]);
	}
	plan->complete[STEP_ASSOCIATE_VPC] = steps[n == 1 ? 0 : 1];
}

/* Whether an earlier VPC of the zone, other than FIRST, belongs to the same account. */
static bool seen_before(const struct builder *b, const struct zone_plan *plan, size_t at,
			const struct vpc *first, const struct account *account)
{
	const struct zone *zone = plan->zone;

	for (size_t i = 0; i < at; i++) {
		const struct account *owner = vpc_account(b, &zone->vpcs[i]);

		if (&zone->vpcs[i] != first && !is_associated(plan, &zone->vpcs[i]) &&
		    (owner == NULL ? zone->account : owner) == account)
			return true;
	}
	return false;
}

void plan_associate_vpcs(struct builder *b)
{
	for (size_t z = 0; z < b->n_zones; z++) {
		const struct zone *zone = b->zones[z].zone;
		/* it was made with some VPC: which, the snapshot shows */
		const struct vpc *first =
			b->zones[z].present != NULL ? NULL : zone_first_vpc(b, zone);

		if (zone->view != VIEW_PRIVATE || zone->retired || zone->foreign)
			continue;
		for (size_t i = 0; i < zone->n_vpcs; i++) {
			const struct account *owner = vpc_account(b, &zone->vpcs[i]);
			const struct account *account = owner == NULL ? zone->account : owner;

			if (&zone->vpcs[i] != first &&
			    !is_associated(&b->zones[z], &zone->vpcs[i]) &&
			    !seen_before(b, &b->zones[z], i, first, account))
				associate(b, &b->zones[z], first, account);
		}
	}
}
