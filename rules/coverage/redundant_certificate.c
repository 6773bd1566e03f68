/*
 * redundant_certificate.c -- a certificate for single names that stands beside a wildcard which covers them.
 *
 * One serves for another at a load balancer that has both, where authority and algorithm are the same: an
 * application load balancer may have one of RSA and one of ECDSA for the same names. It has to be so at each
 * load balancer that the certificate is attached at.
 */
#include "shared.h"

#include <string.h>

#include "base/banned.h"

/* A certificate and the load balancers that have it. */
struct use {
	const struct load_balancer *balancer; /* the first */
	const struct certificate *server;     /* the wildcard certificate beside it, at the first */
	size_t n, n_served;
};

/* The load balancer, what has to be the same of two certificates, and the domain that a wildcard is of, as
 * one key. */
static struct str key_of(struct check *ck, const struct load_balancer *balancer,
			 const struct certificate *certificate, const struct dname *name)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, 1, &len);
	const char *kind =
		arena_printf(ck->arena, "%.*s\n%.*s\n%s\n", STR_ARG(balancer->key.s),
			     STR_ARG(certificate->authority_name.s),
			     certificate->algorithm == NULL ? "" : certificate->algorithm);
	size_t kind_len = strlen(kind);
	char *key = arena_bytes(ck->arena, kind_len + len);

	memcpy(key, kind, kind_len);
	memcpy(key + kind_len, wire, len);
	return str_slice(key, kind_len + len);
}

static void index_wildcards(struct check *ck, struct map *wildcards,
			    const struct load_balancer *balancer)
{
	for (size_t i = 0; i < balancer->n_certificates; i++) {
		struct certificate *certificate = balancer->certificates[i];

		for (size_t k = 0; k < certificate->names.n; k++)
			if (certificate->dns_names[k] != NULL &&
			    dname_is_wildcard(certificate->dns_names[k]))
				(void)map_add(wildcards,
					      key_of(ck, balancer, certificate,
						     certificate->dns_names[k]),
					      certificate);
	}
}

static bool holds_single_names(const struct certificate *certificate)
{
	if (certificate->derived || !coverage_names_known(certificate))
		return false;
	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] == NULL || certificate->dns_names[i]->labels == 0 ||
		    dname_is_wildcard(certificate->dns_names[i]))
			return false;
	return true;
}

static bool covers(const struct certificate *wildcard, const struct dname *name)
{
	for (size_t i = 0; i < wildcard->names.n; i++)
		if (wildcard->dns_names[i] != NULL &&
		    certificate_name_covers(wildcard->dns_names[i], name))
			return true;
	return false;
}

/* The wildcard certificate at BALANCER that covers all names of CERTIFICATE; NULL: the one that could does
 * not. */
static const struct certificate *server_at(struct check *ck, const struct map *wildcards,
					   const struct load_balancer *balancer,
					   const struct certificate *certificate)
{
	const struct certificate *found = NULL;

	for (size_t i = 0; found == NULL && i < certificate->names.n; i++)
		found = map_get(wildcards,
				key_of(ck, balancer, certificate, certificate->dns_names[i]));
	for (size_t i = 0; found != NULL && i < certificate->names.n; i++)
		if (!covers(found, certificate->dns_names[i]))
			return NULL;
	return found;
}

static void add_uses(struct check *ck, struct map *uses, const struct map *wildcards,
		     const struct load_balancer *balancer)
{
	for (size_t i = 0; i < balancer->n_certificates; i++) {
		const struct certificate *certificate = balancer->certificates[i], *server;
		struct use *use;

		if (!holds_single_names(certificate))
			continue;
		server = server_at(ck, wildcards, balancer, certificate);
		use = map_get(uses, certificate->key.s);
		if (use == NULL) {
			use = NEW(ck->arena, struct use);
			*use = (struct use){.balancer = balancer, .server = server};
			(void)map_add(uses, certificate->key.s, use);
		}
		use->n++;
		use->n_served += server != NULL;
	}
}

static void judge(struct check *ck, const struct certificate *certificate, const struct use *use)
{
	struct diag *d;

	if (use == NULL || use->n_served < use->n)
		return;
	d = report(ck, coverage_place(certificate),
		   "the wildcard certificate `%.*s` covers everything that the certificate `%.*s` "
		   "holds, at the same load balancer: %s",
		   STR_ARG(use->server->key.s), STR_ARG(certificate->key.s),
		   coverage_held(ck, certificate));
	about(ck, d, certificate->dns_names[0], NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, coverage_place(use->server), "the wildcard certificate is here");
	related(ck, d, use->balancer->key.at, "the load balancer `%.*s` has both",
		STR_ARG(use->balancer->key.s));
	help(ck, d, "take `%.*s` off the load balancer, and remove it",
	     STR_ARG(certificate->key.s));
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	struct map wildcards, uses;

	map_init(&wildcards, ck->arena);
	map_init(&uses, ck->arena);
	for (size_t i = 0; i < model->load_balancers.n; i++)
		index_wildcards(ck, &wildcards, model->load_balancers.items[i]);
	for (size_t i = 0; wildcards.n > 0 && i < model->load_balancers.n; i++)
		add_uses(ck, &uses, &wildcards, model->load_balancers.items[i]);
	for (size_t i = 0; uses.n > 0 && i < model->certificates.n; i++)
		judge(ck, model->certificates.items[i],
		      map_get(&uses, model->certificates.items[i]->key.s));
}

const struct rule rule_redundant_certificate = {
	.id = "redundant-certificate",
	.family = "coverage",
	.severity = SEV_INFO,
	.summary = "a certificate for single names where the wildcard certificate serves",
	.source = "RFC 9525, section 6.3; one wildcard certificate a subdomain",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
	.since = "0.1.0",
	.why = "Every certificate has to be paid for, validated, renewed and watched. Where the "
	       "subdomain's wildcard certificate is at hand in the same account and region, from "
	       "the "
	       "same authority and with the same kind of key, a second one for some of its names "
	       "adds work and nothing else.",
	.fix = "Use the wildcard certificate, and remove this one.",
	.decide = decide,
};
