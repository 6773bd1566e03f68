/*
 * compiler.h -- attributes and the three helpers of error handling.
 *
 * An operation that the world can refuse (no file, a full disk, a library that says no) returns
 * `enum status` and leaves its reason in a `struct err`. Return parameters are named `ret_x`, come
 * last and are written on success only. A fault of our own is BUG(), which never returns.
 */
#ifndef ZW_BASE_COMPILER_H
#define ZW_BASE_COMPILER_H

#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum status {
	OK = 0,
	FAILED = -1, /* the reason is in the `struct err` */
};

/* Three values to the end: a question about the model may have no answer yet. */
enum tri { NO, YES, UNKNOWN };

/* The reason of a FAILED, in words for the user; built where it is known, printed once in main.c. */
struct err {
	char text[512];
};

/* Writes the reason; always returns FAILED, so that a caller can `return err_set(…)`. */
enum status err_set(struct err *err, const char *fmt, ...) PRINTF(2, 3);

/* Returns from the enclosing function when EXPR fails. */
#define TRY(expr)                                                                                  \
	do {                                                                                       \
		if ((expr) != OK)                                                                  \
			return FAILED;                                                             \
	} while (0)

/* Prints the place and the text to standard error and aborts: zonewarrant itself is wrong. */
NORETURN void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, what)

#endif
