/* address_range.c -- addresses that do not belong into public DNS. */
#include "model/address_range.h"

#include "base/compiler.h"

#include <stdbool.h>
#include <string.h>

#include "base/banned.h"

/* IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), as of 2026-11: what names a host of
 * an inner network, of the network next to it, or the asking host itself. */
static const struct address_range ranges[] = {
	{{10}, 4, 8, "private-use", "RFC 1918"},
	{{172, 16}, 4, 12, "private-use", "RFC 1918"},
	{{192, 168}, 4, 16, "private-use", "RFC 1918"},
	{{100, 64}, 4, 10, "carrier-grade NAT", "RFC 6598"},
	{{127}, 4, 8, "loopback", "RFC 1122, section 3.2.1.3"},
	{{169, 254}, 4, 16, "link-local", "RFC 3927"},
	{{0}, 4, 8, "unspecified", "RFC 1122, section 3.2.1.3"},
	{{0}, 16, 128, "unspecified", "RFC 4291, section 2.5.2"},
	{{[15] = 1}, 16, 128, "loopback", "RFC 4291, section 2.5.3"},
	{{0xfc}, 16, 7, "unique local", "RFC 4193"},
	{{0xfe, 0x80}, 16, 10, "link-local", "RFC 4291, section 2.5.6"},
};

static bool has_prefix(const uint8_t *octets, const uint8_t *prefix, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(octets, prefix, whole) != 0)
		return false;
	return rest == 0 || (octets[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

const struct address_range *address_range_of(const uint8_t *octets, unsigned n_octets,
					     unsigned prefix_bits)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff}; /* RFC 4291 section 2.5.5.2 */

	if (n_octets == 16 && prefix_bits >= 96 && memcmp(octets, mapped, sizeof(mapped)) == 0)
		return address_range_of(octets + 12, 4, prefix_bits - 96);
	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (ranges[i].n_octets == n_octets && prefix_bits >= ranges[i].prefix_bits &&
		    has_prefix(octets, ranges[i].octets, ranges[i].prefix_bits))
			return &ranges[i];
	return NULL;
}
