/* proof.c -- the proof that private names resolve publicly for nobody. */
#include "index/proof.h"

#include "index/proof_class.h"

#include "base/banned.h"

const char *verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_PROVED:
		return "proved";
	case VERDICT_REFUTED:
		return "refuted";
	case VERDICT_UNKNOWN:
		return "unknown";
	}
	BUG("a verdict of no kind");
}

/* Memory of proofs that are done with is given back when there is this much of it. */
enum { KEPT_MEMORY = 64 * 1024 * 1024 };

struct prover {
	const struct index *index;
	struct arena *arena;
	struct proof *proof;
	const struct private_domain *domain; /* NULL: one name */
};

/* The worst class decides, the first of its kind is the one that is shown. */
static void take_class(struct prover *p, const struct question_class *class)
{
	struct proof *proof = p->proof;

	*VEC_PUSH(p->arena, &proof->classes) = *class;
	if (class->shielded)
		proof->assumes_empty_non_terminals = true;
	if (class->verdict == VERDICT_REFUTED && proof->verdict != VERDICT_REFUTED)
		proof->verdict = VERDICT_REFUTED;
	else if (class->verdict == VERDICT_UNKNOWN && proof->verdict == VERDICT_PROVED)
		proof->verdict = VERDICT_UNKNOWN;
}

static void finish(struct prover *p)
{
	struct proof *proof = p->proof;

	if (proof->classes.n == 0) {
		proof->verdict = VERDICT_UNKNOWN;
		proof->missing = "no public zone of the estate lies around it, so who answers for "
				 "it publicly is not known";
	}
	for (size_t i = 0; i < proof->classes.n && proof->counter == NULL; i++)
		if (proof->verdict != VERDICT_PROVED &&
		    proof->classes.items[i].verdict == proof->verdict)
			proof->counter = &proof->classes.items[i];
	if (proof->counter == NULL)
		return;
	proof->assumes_empty_non_terminals = false;
	proof->missing = proof->counter->reason;
	resolve_in_zone(p->index, index_of_zone(p->index, proof->counter->zone),
			proof->counter->name, proof->counter->type, p->arena, &proof->answer);
}

/* ---- one name ---------------------------------------------------------------------------------- */

static void ask_name(void *context, const struct zone_index *zone)
{
	struct prover *p = context;
	struct question_class class = {.zone = zone->zone, .name = p->proof->name->name};

	judge_class(p->index, zone, &class);
	take_class(p, &class);
}

void prove_name(const struct index *index, const struct private_name *name, struct arena *arena,
		struct proof *ret_proof)
{
	struct prover p = {.index = index, .arena = arena, .proof = ret_proof};

	*ret_proof = (struct proof){.name = name};
	resolve_each_public_zone(index, name->name, ask_name, &p);
	finish(&p);
}

/* ---- all names below a domain ------------------------------------------------------------------ */

/* A label that no node of the zone has: it stands for every name that nobody thought of. */
static const struct dname *other_child(struct prover *p, const struct zone_index *zone,
				       const struct dname *encloser)
{
	for (unsigned i = 0; i < 100000; i++) {
		const char *label =
			arena_printf(p->arena, i == 0 ? "any-other" : "any-other-%u", i);
		const struct dname *name = dname_prepend(p->arena, str_from(label), encloser);

		if (name == NULL)
			return NULL; /* the encloser is so long that it has no children */
		if (zone_index_node(zone, name) == NULL)
			return name;
	}
	return NULL;
}

static void ask_other_children(struct prover *p, const struct zone_index *zone,
			       const struct dname *encloser)
{
	struct question_class class = {
		.zone = zone->zone,
		.name = other_child(p, zone, encloser),
		.any_other = true,
		.encloser = encloser,
	};

	if (class.name == NULL)
		return;
	judge_class(p->index, zone, &class);
	take_class(p, &class);
}

static void ask_node(struct prover *p, const struct zone_index *zone, const struct name_node *node)
{
	struct question_class class = {.zone = zone->zone, .name = node->name};

	judge_class(p->index, zone, &class);
	take_class(p, &class);
	/* Below a cut another zone answers, and below a wildcard's own name nothing is asked for twice. */
	if (node->cut == NULL)
		ask_other_children(p, zone, node->name);
}

static void ask_zone_of_domain(void *context, const struct zone_index *zone)
{
	struct prover *p = context;
	const struct dname *domain = p->domain->name;
	size_t i = zone_index_first_within(zone, domain);
	bool exists = i < zone->n && dname_equal(zone->nodes[i].name, domain);

	for (; i < zone->n && dname_is_within(zone->nodes[i].name, domain); i++)
		ask_node(p, zone, &zone->nodes[i]);
	/* A zone around the domain that does not know it: one class stands for all of its names. */
	if (!exists)
		ask_other_children(p, zone, domain);
}

/* Zones stand in the canonical order of their names: those below NAME follow it without a gap. */
static size_t first_zone_below(const struct index *index, const struct dname *name)
{
	size_t low = 0, high = index->model->zones.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->zones[middle].zone->name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void prove_domain(const struct index *index, const struct private_domain *domain,
		  struct arena *arena, struct proof *ret_proof)
{
	struct prover p = {.index = index, .arena = arena, .proof = ret_proof, .domain = domain};

	*ret_proof = (struct proof){.domain = domain};
	resolve_each_public_zone(index, domain->name, ask_zone_of_domain, &p);
	/* zones whose own name lies below the domain */
	for (size_t i = first_zone_below(index, domain->name);
	     i < index->model->zones.n && dname_is_within(index->zones[i].zone->name, domain->name);
	     i++)
		if (index->zones[i].zone->view == VIEW_PUBLIC)
			ask_zone_of_domain(&p, &index->zones[i]);
	finish(&p);
}

/* ---- all of them ------------------------------------------------------------------------------- */

static void give_back(struct arena *arena)
{
	if (arena->allocated <= KEPT_MEMORY)
		return;
	arena_free(arena);
	arena_init(arena);
}

void prove_all(const struct index *index,
	       void (*fn)(void *context, const struct proof *proof, struct arena *arena),
	       void *context)
{
	struct arena arena;
	struct proof proof;

	arena_init(&arena);
	for (size_t i = 0; i < index->private_domains.n; i++) {
		if (!index->private_domains.items[i]->declared)
			continue;
		prove_domain(index, index->private_domains.items[i], &arena, &proof);
		fn(context, &proof, &arena);
		give_back(&arena);
	}
	for (size_t i = 0; i < index->private_names.n; i++) {
		prove_name(index, index->private_names.items[i], &arena, &proof);
		fn(context, &proof, &arena);
		give_back(&arena);
	}
	arena_free(&arena);
}
