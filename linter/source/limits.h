/*
 * limits.h -- what an input can make us do, bounded. Each limit has a diagnostic (resource-limit) and
 * a fixture that meets it.
 */
#ifndef ZW_SOURCE_LIMITS_H
#define ZW_SOURCE_LIMITS_H

enum {
	LIMIT_FILE_SIZE = 128 * 1024 * 1024, /* octets of one source */
	LIMIT_SCALAR_SIZE = 1024 * 1024,     /* octets of one YAML scalar */
	LIMIT_FILES = 100000,		     /* sources of one run */
	LIMIT_DEPTH = 64,		     /* nested collections of YAML or JSON */
	LIMIT_NODES = 30 * 1000 * 1000,	     /* values of one JSON document */
	LIMIT_EXPANDED = 1000 * 1000,	     /* nodes that the aliases of one YAML file stand for */
	LIMIT_ALIASES = 100000,		     /* aliases of one YAML file */
	LIMIT_YAML_INCLUDES = 1000,	     /* files that `!include` brings into one YAML file */
	LIMIT_GLOB_ENTRIES = 1000000,	     /* folder entries that the globs of one run look at */
	LIMIT_GLOB_DEPTH = 32,		     /* folders below one another in a glob */
	LIMIT_PATTERN_SIZE = 4096,	     /* octets of one regular expression */
	LIMIT_PATTERN_MATCH = 100000,	     /* PCRE2 match limit: steps of one match */
	LIMIT_PATTERN_DEPTH = 1000,	     /* PCRE2 depth limit */
	LIMIT_PATTERN_HEAP_KIB = 1024,	     /* PCRE2 heap limit */
	LIMIT_CHAIN = 32, /* CNAME, DNAME and alias links followed for one answer */
	LIMIT_VPC_LINKS = 5 * 1000 * 1000,    /* links of chains followed in the views of VPCs */
	LIMIT_PARSE_ERRORS = 100,	      /* findings of the syntax family for one file */
	LIMIT_RECORDS = 20 * 1000 * 1000,     /* resource records of one run */
	LIMIT_DERIVED = 1000 * 1000,	      /* zones and RRsets that an estate derives */
	LIMIT_INCLUDED_FILES = 10000,	      /* files that `$INCLUDE` brings into one run */
	LIMIT_INCLUDE_DEPTH = 16,	      /* files that include one another, for one zone */
	LIMIT_INCLUDES = 10000,		      /* `$INCLUDE` followed for one zone */
	LIMIT_GENERATE = 65536,		      /* records of one `$GENERATE` */
	LIMIT_GENERATED = 1000 * 1000,	      /* records of all `$GENERATE` of one zone */
	LIMIT_CERTIFICATE_SIZE = 1024 * 1024, /* octets of one certificate in DER */
	LIMIT_CERTIFICATES = 10000,	      /* certificates and requests of one file */
	LIMIT_INVENTORY = 100000,	      /* certificates and requests of one run */
	LIMIT_CERTIFICATE_NAMES = 10000,      /* subject alternative names of one certificate */
	LIMIT_ISSUER_TRIES = 16, /* certificates of one subject whose key is tried on a signature */
	LIMIT_ISSUER_MISSES = 10000,	   /* signatures of one run that are tried in vain */
	LIMIT_KEY_BITS = 16384,		   /* of an RSA modulus that is looked at */
	LIMIT_LED_NAMES = 100000,	   /* names that DNAMEs lead to what has changed */
	LIMIT_OUTPUT = 1024 * 1024 * 1024, /* octets of one report or bundle file */
};

#endif
