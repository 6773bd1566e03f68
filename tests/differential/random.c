/* random.c -- SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
#include "random.h"

#include "base/banned.h"

uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

unsigned random_below(struct random *random, unsigned bound)
{
	return (unsigned)((random_next(random) >> 32) % bound);
}

bool random_chance(struct random *random, unsigned percent)
{
	return random_below(random, 100) < percent;
}
