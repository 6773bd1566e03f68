/*
 * zone.h -- hosted zones and what they hold.
 */
#ifndef ZW_MODEL_ZONE_H
#define ZW_MODEL_ZONE_H

#include "base/vec.h"
#include "model/rr.h"

struct account;
struct subdomain;

enum view { VIEW_PUBLIC, VIEW_PRIVATE };

enum zone_role {
	ZONE_WRITTEN,  /* only `zones:`, octoDNS or a zone file says it */
	ZONE_CENTRAL,  /* the central domain */
	ZONE_CLOUD,    /* a cloud domain: the parent of the private domains */
	ZONE_EXTERNAL, /* a subdomain's public domain */
	ZONE_INTERNAL, /* a subdomain's private domain; public view: proof only */
};

struct vpc {
	struct text id;
	struct text region;
};

struct zone {
	const struct dname *name;
	enum view view;
	enum zone_role role;
	const struct account *account;	   /* NULL: nobody says */
	const struct subdomain *subdomain; /* NULL: not a subdomain's */
	struct text id;			   /* hosted zone id */
	const struct dname **name_servers; /* the delegation set; none: not known */
	size_t n_name_servers;
	struct vpc *vpcs;
	size_t n_vpcs;
	bool vpcs_unknown;   /* private, and the source that shows it does not show its VPCs */
	bool managed_part;   /* absence here means nothing */
	bool managed_stated; /* the project says how it is managed */
	bool octodns;	     /* of a zone file of octoDNS */
	bool master_file;    /* a zone file of RFC 1035 says it, with its own SOA and NS */
	bool prune;
	bool registered;  /* false: `registered: false` */
	bool derived;	  /* no source writes it itself */
	bool shares_name; /* another zone has its name and view; set by model_finish() */
	struct zone *
		same_name; /* while sources are read: a next zone of its name and view; NULL: none */
	/* In what is declared the hosted zone of the snapshot that it is, and the other way round
	 * (model/existing.h); NULL: there is none, or no snapshot. */
	struct zone *counterpart;
	const struct zone
		*before; /* of the snapshot: what was declared before as it; NULL: nothing */
	bool foreign;	 /* nobody declares it: only the snapshot shows it */
	bool retired;	 /* it exists, it was declared before, and nothing of it is to stay */
	bool view_assumed; /* no source and no project says the view: public is taken, and whether it is
			    * published cannot be told */
	struct text ownership; /* the TXT value that the estate declares for it */
	const struct origin *origin;
	VEC(struct rrset *)
	rrsets;		 /* sorted by model_finish(): owner (canonical order), type, set */
	size_t n_sorted; /* of these, the sorted ones in front */
};

/* "example.com.", "example.com. (private)": for messages. */
const char *zone_label(struct arena *arena, const struct zone *zone);

#endif
