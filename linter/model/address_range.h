/*
 * address_range.h -- addresses that do not belong into public DNS, nor into the certificates of public
 * authorities: they name a host of an inner network, of the network next to it, or the asking host itself.
 */
#ifndef ZW_MODEL_ADDRESS_RANGE_H
#define ZW_MODEL_ADDRESS_RANGE_H

#include <stdint.h>

/* A range of addresses that do not belong into public DNS. */
struct address_range {
	uint8_t octets[16];
	uint8_t n_octets; /* 4 or 16 */
	uint8_t prefix_bits;
	const char *what;   /* "private-use" */
	const char *source; /* "RFC 1918" */
};

/* The range that all of the network OCTETS/PREFIX_BITS lies in, or NULL; N_OCTETS is 4 or 16. An
 * IPv4-mapped IPv6 address counts as the IPv4 address that it holds. */
const struct address_range *address_range_of(const uint8_t *octets, unsigned n_octets,
					     unsigned prefix_bits);

#endif
