/*
 * options.h -- the command line: one table of commands, one of options, and what was asked for.
 *
 * The tables are the only list there is: the parser, `--help`, the man page and docs/cli.md come from
 * them. GNU style: `--long=value`, `--long value`, `-o value`, `-ovalue`, `--` ends the options. A word
 * that nobody knows is refused with the nearest that is known.
 */
#ifndef ZW_OPTIONS_H
#define ZW_OPTIONS_H

#include "engine/run.h"
#include "plan.h"
#include "report/report.h"

enum command_id {
	COMMAND_CHECK,
	COMMAND_PLAN,
	COMMAND_VERIFY,
	COMMAND_INIT,
	COMMAND_EXPORT,
	COMMAND_QUERY,
	COMMAND_PROVE,
	COMMAND_DIFF,
	COMMAND_EXPLAIN,
	COMMAND_RULES,
	COMMAND_HELP,
};

enum { COMMANDS = COMMAND_HELP + 1 }; /* how many there are */

struct command {
	enum command_id id;
	const char *name;
	const char *operands; /* "[PATH…]" */
	size_t min_operands, max_operands;
	const char *summary;	       /* a line: what it does */
	const char *const *paragraphs; /* NULL-ended; literals in `…` */
};

struct option {
	int id;
	const char *name;     /* without `--` */
	char letter;	      /* 0: no short form */
	const char *argument; /* NULL: it takes none */
	unsigned commands;    /* bits 1 << command_id */
	const char *help;     /* a sentence without full stop; literals in `…` */
};

const struct command *commands_all(size_t *ret_count); /* commands.c */
const struct option *options_all(size_t *ret_count);
bool option_is_of(const struct option *option, const struct command *command);

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum manual_format { MANUAL_TEXT, MANUAL_MAN, MANUAL_MARKDOWN };

enum export_format {
	EXPORT_ZONES,	/* zone files, in a folder */
	EXPORT_OCTODNS, /* a configuration of octoDNS with its zone files, in a folder */
	EXPORT_JSON,	/* the normalised model: report/model.h */
};

struct report_request {
	enum report_format format;
	const char *file; /* NULL: standard output */
	bool has_format, has_file;
};

enum { REPORTS_MAX = 16 };

struct options {
	const struct command *command; /* NULL: only --help or --version was asked for */
	bool help, version;
	bool has_now; /* false: run.now is for the caller to set */
	struct run_options run;
	struct report_request reports[REPORTS_MAX];
	size_t n_reports; /* one at least, once parsed */
	enum color_when color;
	bool quiet, statistics;
	enum export_format export_to; /* of export */
	struct plan_options plan;     /* `folder` is that of export, too */
	const char *query_name;	      /* of query, as written */
	const char *query_type;	      /* of query; NULL: A */
	const char *query_view;	      /* of query; NULL: public */
	const char *project;	      /* of query and diff; NULL: looked for */
	const char *diff_base;	      /* of diff */
	const char *diff_head;	      /* of diff; NULL: the project in the folder */
	bool trace;		      /* of query */
	bool snapshot_script;	      /* of init */
	const char *bundle;	      /* of verify */
	const char *key;	      /* of verify; NULL: none */
	const struct rule *rule;      /* of explain */
	enum table_format table;      /* of explain and rules */
	enum manual_format manual;    /* of help */
	const struct command *topic;  /* of help; NULL: the program */
};

/* Reads the command line. Lists live in ARENA; texts are those of ARGV. FAILED: a wrong command line;
 * `command` is set when it is known, so that the caller can point at its help. */
MUST_USE enum status options_parse(struct options *options, struct arena *arena, int argc,
				   char *const *argv, struct err *err);

#endif
