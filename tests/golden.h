/*
 * golden.h -- outputs that are kept in the repository and compared octet for octet.
 *
 * With BLESS=1 in the environment the file is written instead (`make bless`); the difference is then
 * reviewed before the commit.
 */
#ifndef ZW_TESTS_GOLDEN_H
#define ZW_TESTS_GOLDEN_H

#include "base/str.h"

/* Fails the running cmocka test where the file at PATH, from the repository's root, holds anything but
 * ACTUAL; the first line that differs is printed. */
void golden_check(const char *path, struct str actual);

/* All octets of a file, in ARENA; the running test fails where it cannot be read. */
struct str golden_read(struct arena *arena, const char *path);

#endif
