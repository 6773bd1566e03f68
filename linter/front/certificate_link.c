/* certificate_link.c -- what signed what in the inventory, and which declared certificate each one is. */
#include "front/certificate.h"

#include "base/buf.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { CANDIDATES_MAX = 64 };

/* ---- from the files ---------------------------------------------------------------------------- */

void certificate_collect(struct model *model, struct input *inputs, size_t n_inputs,
			 struct diag_list *diags)
{
	size_t count = 0;

	for (size_t i = 0; i < n_inputs; i++) {
		struct input *input = &inputs[i];

		count += input->issued.n + input->requests.n;
		if (count > LIMIT_INVENTORY) {
			(void)diag_add(diags, &rule_resource_limit,
				       (struct span){.file = input->source->file},
				       "more than %d certificates and requests: those from here on "
				       "are not looked at",
				       LIMIT_INVENTORY);
			return;
		}
		for (size_t k = 0; k < input->issued.n; k++)
			*VEC_PUSH(model->arena, &model->issued) = input->issued.items[k];
		for (size_t k = 0; k < input->requests.n; k++)
			*VEC_PUSH(model->arena, &model->requests) = input->requests.items[k];
	}
}

/* ---- issuers ----------------------------------------------------------------------------------- */

/* One certificate while its issuer is looked for. */
struct link_node {
	X509 *x509;
	struct issued_certificate *issued;
};

struct linker {
	struct model *model;
	struct diag_list *diags;
	struct arena *arena;
	struct link_node *nodes; /* by subject, then by place */
	size_t n_nodes;
	size_t misses;
};

static int by_subject(const void *a, const void *b, void *model)
{
	const struct link_node *x = a, *y = b;
	int order = X509_NAME_cmp(X509_get_subject_name(x->x509), X509_get_subject_name(y->x509));

	return order != 0 ? order
			  : span_compare(((const struct model *)model)->sources,
					 x->issued->content.at, y->issued->content.at);
}

/* The same octets twice, in a bundle and beside it, are one certificate. */
static void make_nodes(struct linker *l)
{
	struct model *model = l->model;
	struct map seen;

	map_init(&seen, l->arena);
	l->nodes = NEW_ARRAY(l->arena, struct link_node, model->issued.n);
	for (size_t i = 0; i < model->issued.n; i++) {
		struct issued_certificate *issued = model->issued.items[i];
		const unsigned char *next = (const unsigned char *)issued->der.ptr;
		struct link_node *node = &l->nodes[l->n_nodes];

		if (next == NULL)
			continue;
		issued->same_as = map_add(&seen, issued->der, issued);
		if (issued->same_as != NULL)
			continue;
		node->x509 = d2i_X509(NULL, &next, (long)issued->der.len);
		node->issued = issued;
		if (node->x509 != NULL)
			l->n_nodes++;
	}
	if (l->n_nodes > 1)
		qsort_r(l->nodes, l->n_nodes, sizeof(*l->nodes), by_subject, model);
}

static bool is_signed_with(struct linker *l, const struct link_node *node,
			   const struct link_node *by)
{
	EVP_PKEY *key = X509_get0_pubkey(by->x509);

	if (key == NULL || !certificate_key_is_quick(&by->issued->content.key))
		return false;
	if (X509_verify(node->x509, key) == 1)
		return true;
	l->misses++;
	return false;
}

/* The first node whose subject is NAME, or where it would stand. */
static size_t first_of(const struct linker *l, const X509_NAME *name)
{
	size_t low = 0, high = l->n_nodes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (X509_NAME_cmp(X509_get_subject_name(l->nodes[middle].x509), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void find_issuer(struct linker *l, struct link_node *node)
{
	const X509_NAME *issuer = X509_get_issuer_name(node->x509);
	size_t tries = 0;

	if (X509_NAME_cmp(X509_get_subject_name(node->x509), issuer) == 0 &&
	    is_signed_with(l, node, node)) {
		node->issued->issuer_link = ISSUER_SELF;
		return;
	}
	for (size_t i = first_of(l, issuer);
	     i < l->n_nodes && tries < LIMIT_ISSUER_TRIES && l->misses < LIMIT_ISSUER_MISSES;
	     i++, tries++) {
		if (X509_NAME_cmp(X509_get_subject_name(l->nodes[i].x509), issuer) != 0)
			return;
		if (&l->nodes[i] == node || !is_signed_with(l, node, &l->nodes[i]))
			continue;
		node->issued->issuer_link = ISSUER_FOUND;
		node->issued->issued_by = l->nodes[i].issued;
		return;
	}
	if (tries == LIMIT_ISSUER_TRIES)
		diag_undecided(l->diags, NULL, node->issued->content.at,
			       "more than %d certificates have the subject that issued `%s`: which "
			       "of them it was is not looked for",
			       LIMIT_ISSUER_TRIES, node->issued->content.title);
}

static void link_issuers(struct linker *l)
{
	ERR_clear_error();
	make_nodes(l);
	for (size_t i = 0; i < l->n_nodes; i++)
		find_issuer(l, &l->nodes[i]);
	if (l->misses >= LIMIT_ISSUER_MISSES)
		(void)diag_add(l->diags, &rule_resource_limit, l->nodes[0].issued->content.at,
			       "more than %d signatures of the inventory do not fit the issuer "
			       "that they name: the rest is not tried",
			       LIMIT_ISSUER_MISSES);
	for (size_t i = 0; i < l->n_nodes; i++)
		X509_free(l->nodes[i].x509);
	ERR_clear_error();
}

/* ---- which declared certificate it is ---------------------------------------------------------- */

/* The declared certificates that hold a name. */
struct holders {
	VEC(struct certificate *) items;
};

static struct str wire_key(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static void index_names(struct linker *l, struct map *by_name)
{
	map_init(by_name, l->arena);
	for (size_t i = 0; i < l->model->certificates.n; i++) {
		struct certificate *certificate = l->model->certificates.items[i];

		for (size_t k = 0; k < certificate->names.n; k++) {
			const struct dname *name = certificate->dns_names[k];
			struct holders *holders;

			if (name == NULL)
				continue;
			holders = map_get(by_name, wire_key(name));
			if (holders == NULL) {
				holders = NEW(l->arena, struct holders);
				(void)map_add(by_name, wire_key(name), holders);
			}
			if (holders->items.n > 0 &&
			    holders->items.items[holders->items.n - 1] == certificate)
				continue; /* it lists the name twice */
			*VEC_PUSH(l->arena, &holders->items) = certificate;
			certificate->n_distinct++;
		}
	}
}

/* One that may be declared here, and how many names of the content it holds. */
struct candidate {
	struct certificate *certificate;
	size_t shared;
};

struct candidates {
	struct candidate items[CANDIDATES_MAX];
	size_t n;
	size_t names; /* distinct ones of the content that are names */
	bool too_many;
};

static void add_candidate(struct candidates *candidates, struct certificate *certificate)
{
	for (size_t i = 0; i < candidates->n; i++)
		if (candidates->items[i].certificate == certificate) {
			candidates->items[i].shared++;
			return;
		}
	if (candidates->n == CANDIDATES_MAX) {
		candidates->too_many = true;
		return;
	}
	candidates->items[candidates->n++] = (struct candidate){certificate, 1};
}

static void find_candidates(struct linker *l, const struct map *by_name,
			    const struct certificate_content *content,
			    struct candidates *candidates)
{
	struct map seen;

	*candidates = (struct candidates){0};
	map_init(&seen, l->arena);
	for (size_t i = 0; i < content->n_names; i++) {
		const struct dname *name = content->names[i].name;
		const struct holders *holders;

		if (name == NULL || map_add(&seen, wire_key(name), (void *)1) != NULL)
			continue;
		candidates->names++;
		holders = map_get(by_name, wire_key(name));
		for (size_t k = 0; holders != NULL && k < holders->items.n; k++) {
			if (k == CANDIDATES_MAX) {
				candidates->too_many = true;
				break;
			}
			add_candidate(candidates, holders->items.items[k]);
		}
	}
}

/* How well the names fit: 2 the same, 1 one holds all of the other's, 0 not. */
static int fit_of(const struct candidates *candidates, const struct candidate *candidate)
{
	const struct certificate *certificate = candidate->certificate;
	size_t declared = certificate->n_distinct;

	if (candidate->shared == declared && candidate->shared == candidates->names)
		return 2;
	return candidate->shared == declared || candidate->shared == candidates->names;
}

static enum belonging best_fit(const struct candidates *candidates,
			       struct certificate **ret_certificate)
{
	int best = 0;
	size_t n_best = 0;

	for (size_t i = 0; i < candidates->n; i++) {
		int fit = fit_of(candidates, &candidates->items[i]);

		if (fit == 0 || fit < best)
			continue;
		n_best = fit > best ? 1 : n_best + 1;
		if (fit > best)
			*ret_certificate = candidates->items[i].certificate;
		best = fit;
	}
	if (n_best == 1 && !(candidates->too_many && best < 2))
		return BELONGS_BY_NAMES;
	return n_best == 0 ? BELONGS_TO_NONE : BELONGS_UNCLEARLY;
}

/* `certs/retail.pem`, `certs/retail/cert.pem`, `certs/retail.2026.pem`: the certificate `retail`. */
static struct certificate *named_by_path(const struct model *model, struct span at)
{
	const struct source *source = source_of(model->sources, at);
	struct str base, rest, stem, folder;
	struct certificate *found = NULL;

	if (source == NULL)
		return NULL;
	base = path_base(source->path);
	for (size_t len = base.len; found == NULL && len > 0; len--)
		if (base.ptr[len - 1] == '.')
			found = model_certificate(model, str_slice(base.ptr, len - 1));
	rest = base;
	if (found == NULL && !str_cut(&rest, '.', &stem))
		found = model_certificate(model, base);
	folder = path_base(path_folder(source->path));
	if (found == NULL && folder.len > 0)
		found = model_certificate(model, folder);
	return found;
}

static enum belonging find_declared(struct linker *l, const struct map *by_name,
				    const struct certificate_content *content,
				    struct certificate **ret_declared)
{
	struct certificate *declared = named_by_path(l->model, content->at);
	struct candidates candidates;
	enum belonging belonging;

	*ret_declared = NULL;
	if (declared != NULL) {
		*ret_declared = declared;
		return BELONGS_BY_FILE;
	}
	find_candidates(l, by_name, content, &candidates);
	belonging = best_fit(&candidates, &declared);
	if (belonging == BELONGS_BY_NAMES)
		*ret_declared = declared;
	if (belonging == BELONGS_UNCLEARLY)
		diag_undecided(l->diags, NULL, content->at,
			       "`%s` may be the certificate `%.*s` or another one with its names: "
			       "which of them is not known, unless the file is named after it, "
			       "`%.*s.pem`",
			       content->title, STR_ARG(declared->key.s), STR_ARG(declared->key.s));
	return belonging;
}

/* BR 3.2.2.4 binds public authorities, who say of themselves that they follow them. */
static enum issuing issuing_of(const struct issued_certificate *issued)
{
	const struct authority *authority =
		issued->declared == NULL ? NULL : issued->declared->authority;

	if (authority != NULL && authority->type.presence == KNOWN)
		return str_is(authority->type.s, "public") ? ISSUED_BY_PUBLIC : ISSUED_BY_PRIVATE;
	if (issued->claims_public)
		return ISSUED_BY_PUBLIC;
	return issued->issuer_link == ISSUER_SELF ? ISSUED_BY_PRIVATE : ISSUED_BY_UNKNOWN;
}

static void add_issued(struct model *model, struct issued_certificate *issued)
{
	struct certificate *declared = issued->declared;

	*VEC_PUSH(model->arena, &declared->issued) = issued;
	if (declared->current == NULL || issued_is_later(issued, declared->current))
		declared->current = issued;
}

static void link_declared(struct linker *l)
{
	struct model *model = l->model;
	struct map by_name;

	index_names(l, &by_name);
	for (size_t i = 0; i < model->issued.n; i++) {
		struct issued_certificate *issued = model->issued.items[i];

		if (issued->same_as == NULL && !issued->is_authority && issued->der.ptr != NULL)
			issued->belonging =
				find_declared(l, &by_name, &issued->content, &issued->declared);
		issued->issuing = issuing_of(issued);
		if (issued->declared != NULL)
			add_issued(model, issued);
	}
	for (size_t i = 0; i < model->requests.n; i++) {
		struct signing_request *request = model->requests.items[i];

		request->belonging =
			find_declared(l, &by_name, &request->content, &request->declared);
		if (request->declared != NULL)
			*VEC_PUSH(model->arena, &request->declared->requests) = request;
	}
}

/* ---- renewals ---------------------------------------------------------------------------------- */

/* What two certificates have in common of which one renews the other: the declared one; or, where none is
 * declared, the subject and the names. */
static struct str renewal_key(struct linker *l, const struct issued_certificate *issued)
{
	const struct certificate_content *content = &issued->content;
	struct buf key CLEANUP(buf_free);

	buf_init(&key, LIMIT_OUTPUT);
	if (issued->declared != NULL) {
		buf_printf(&key, "declared %.*s", STR_ARG(issued->declared->key.s));
	} else {
		buf_printf(&key, "%d %s", issued->is_authority, content->subject);
		for (size_t i = 0; i < content->n_names; i++)
			buf_printf(&key, "\n%s", content->names[i].text.shown);
		for (size_t i = 0; i < content->n_addresses; i++)
			buf_printf(&key, "\n%s", content->addresses[i].shown);
	}
	return arena_str(l->arena, buf_view(&key));
}

static bool renews(const struct issued_certificate *later, const struct issued_certificate *earlier)
{
	return later->not_before > earlier->not_before && later->not_after > earlier->not_after;
}

/* The newest one of a group. */
struct renewals {
	struct issued_certificate *newest;
};

static bool is_dated(const struct issued_certificate *issued)
{
	return issued->same_as == NULL && issued->not_before != TIME_UNKNOWN &&
	       issued->not_after != TIME_UNKNOWN;
}

static void link_renewals(struct linker *l)
{
	struct model *model = l->model;
	struct renewals **of = NEW_ARRAY(l->arena, struct renewals *, model->issued.n);
	struct map groups;

	map_init(&groups, l->arena);
	for (size_t i = 0; i < model->issued.n; i++) {
		struct issued_certificate *issued = model->issued.items[i];
		struct str key;

		if (!is_dated(issued))
			continue;
		key = renewal_key(l, issued);
		of[i] = map_get(&groups, key);
		if (of[i] == NULL) {
			of[i] = NEW(l->arena, struct renewals);
			of[i]->newest = issued;
			(void)map_add(&groups, key, of[i]);
		} else if (renews(issued, of[i]->newest)) {
			of[i]->newest = issued;
		}
	}
	for (size_t i = 0; i < model->issued.n; i++)
		if (of[i] != NULL && renews(of[i]->newest, model->issued.items[i]))
			model->issued.items[i]->superseded_by = of[i]->newest;
}

void certificate_link(struct model *model, struct diag_list *diags)
{
	struct arena scratch;
	struct linker l = {.model = model, .diags = diags, .arena = &scratch};

	if (model->issued.n == 0 && model->requests.n == 0)
		return;
	arena_init(&scratch);
	link_issuers(&l);
	link_declared(&l);
	link_renewals(&l);
	arena_free(&scratch);
}
