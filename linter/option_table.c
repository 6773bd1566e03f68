/* option_table.c -- the table of options: their names, and what the help says of them. */
#include "option_table.h"

#include "options.h"

#include "base/banned.h"

/* The commands that an option is of. */
enum {
	CHECK = 1 << COMMAND_CHECK,
	PLAN = 1 << COMMAND_PLAN,
	VERIFY = 1 << COMMAND_VERIFY,
	INIT = 1 << COMMAND_INIT,
	EXPORT = 1 << COMMAND_EXPORT,
	QUERY = 1 << COMMAND_QUERY,
	PROVE = 1 << COMMAND_PROVE,
	DIFF = 1 << COMMAND_DIFF,
	EXPLAIN = 1 << COMMAND_EXPLAIN,
	RULES = 1 << COMMAND_RULES,
	HELP = 1 << COMMAND_HELP,
	READS = CHECK | PLAN | INIT | EXPORT | QUERY | PROVE,
	RUNS = READS | DIFF | VERIFY,
};

static const struct option options_table[] = {
	{OPTION_FOLDER, "bundle", 'o', "DIR", PLAN, "the folder to write; it may not exist yet"},
	{OPTION_FOLDER, "folder", 'o', "DIR", EXPORT, "the folder to write; it may not exist yet"},
	{OPTION_SNAPSHOT_SCRIPT, "snapshot-script", 0, NULL, INIT,
	 "write the script that exports what exists; `init` needs it"},
	{OPTION_OUTPUT, "output", 'o', "FILE", INIT,
	 "write the script there instead of to standard output"},
	{OPTION_TO, "to", 0, "FORMAT", EXPORT,
	 "what to write: `zones`, zone files (RFC 1035); `octodns`, a configuration of octoDNS "
	 "with "
	 "its zone files; `json`, the normalised model"},
	{OPTION_KEYS, "keys", 0, "DIR", PLAN,
	 "where keys that have to be made go, outside the bundle; without it the certificate "
	 "requests "
	 "that need one are pending"},
	{OPTION_PASSPHRASE_FILE, "passphrase-file", 0, "FILE", PLAN,
	 "encrypt the keys with the first line of FILE; it opens the key of `--sign-key`, too"},
	{OPTION_SIGN_KEY, "sign-key", 0, "KEY", PLAN,
	 "sign the bundle's statement with the private key in this PEM file, which lies outside "
	 "the "
	 "repository"},
	{OPTION_KEY, "key", 0, "FILE", VERIFY,
	 "the public key or certificate, in PEM form, by which the bundle has to be signed"},
	{OPTION_UPSERT, "upsert", 0, NULL, PLAN,
	 "write UPSERT where CREATE would refuse what exists; no rollback is exact then"},
	{OPTION_VIEW, "view", 0, "VIEW", QUERY,
	 "who asks: `public` (the default), `vpc:ID`, or `account:NAME`, every VPC of that "
	 "account"},
	{OPTION_TRACE, "trace", 0, NULL, QUERY,
	 "show every zone, delegation, wildcard, alias, rule and VPC on the way, each with its "
	 "place"},
	{OPTION_PROJECT, "project", 0, "PATH", QUERY,
	 "the project file, folder or source file to ask; by default the project file here or "
	 "above"},
	{OPTION_PROJECT, "project", 0, "PATH", DIFF,
	 "where the project is, for revisions and for what lies in the folder; by default the "
	 "project file here or above"},
	{OPTION_DIFF_FORMAT, "format", 0, "FORMAT", DIFF,
	 "`text` (the default), `json`, `markdown` (a comment on a merge request); may be "
	 "repeated, each with an `--output`"},
	{OPTION_ANSWER_FORMAT, "format", 0, "FORMAT", QUERY | PROVE | VERIFY,
	 "`text` (the default), `json`"},
	{OPTION_FORMAT, "format", 0, "FORMAT", CHECK | PLAN,
	 "of the findings: `text` (the default), `json`, `sarif`; may be repeated, each with an "
	 "`--output`"},
	{OPTION_TABLE_FORMAT, "format", 0, "FORMAT", EXPLAIN | RULES,
	 "`text` (the default), `json`, `markdown`"},
	{OPTION_MANUAL_FORMAT, "format", 0, "FORMAT", HELP,
	 "`text` (the default), `man` (the whole man page), `markdown` (docs/cli.md)"},
	{OPTION_OUTPUT, "output", 0, "FILE", CHECK | PLAN | VERIFY | PROVE | EXPORT | DIFF,
	 "write the report there instead of to standard output; an existing file is replaced once "
	 "the "
	 "report is complete"},
	{OPTION_BASE, "base", 0, "REV", CHECK | PLAN,
	 "a git revision, folder or file: `check` reports only what it does not have, `plan` "
	 "deletes what it declares and the configuration does not"},
	{OPTION_PREVIOUS, "previous", 0, "DIR", PLAN,
	 "the bundle that was applied last: what it declares and the configuration does not is "
	 "deleted"},
	{OPTION_SNAPSHOT, "snapshot", 0, "DIR", CHECK | PLAN | VERIFY,
	 "the exports of what exists, instead of those that the project file names: `check` says "
	 "how it differs from what is declared, `plan` changes only that"},
	{OPTION_SELECT, "select", 0, "LIST", CHECK | PLAN | DIFF,
	 "run only these rules: ids or families, with commas; may be repeated"},
	{OPTION_IGNORE, "ignore", 0, "LIST", CHECK | PLAN | DIFF,
	 "leave these rules out; as `--select`"},
	{OPTION_FAIL_ON, "fail-on", 0, "SEVERITY", CHECK | PLAN | DIFF,
	 "the least severity that makes exit status 1: `error` (the default), `warning`, `info`"},
	{OPTION_NOW, "now", 0, "DATE", RUNS,
	 "the day, YYYY-MM-DD, that all that depends on today takes; by default today in UTC"},
	{OPTION_JOBS, "jobs", 'j', "N", RUNS,
	 "threads to use; by default one for each core; the result does not depend on it"},
	{OPTION_STDIN_FORMAT, "stdin-format", 0, "FORMAT", READS,
	 "what standard input (`-`) holds: `native`, an estate file, `zone`, a zone file, or "
	 "`certificate`, certificates in PEM or DER"},
	{OPTION_COLOR, "color", 0, "WHEN", CHECK | PLAN | DIFF,
	 "colour text: `auto` (on a terminal, unless NO_COLOR is set; the default), `always`, "
	 "`never`"},
	{OPTION_QUIET, "quiet", 'q', NULL, CHECK | PLAN,
	 "print the findings only: no undecided questions, no summary"},
	{OPTION_QUIET, "quiet", 'q', NULL, DIFF, "print the findings and the summary only"},
	{OPTION_STATISTICS, "statistics", 0, NULL, CHECK | PLAN,
	 "count the findings of each rule, on standard error"},
	{OPTION_HELP, "help", 'h', NULL, RUNS | EXPLAIN | RULES | HELP, "print this help"},
	{OPTION_VERSION, "version", 'V', NULL, RUNS | EXPLAIN | RULES | HELP, "print the version"},
};

_Static_assert(COUNT_OF(options_table) <= OPTIONS_MAX, "OPTIONS_MAX is too small");

const struct option *options_all(size_t *ret_count)
{
	*ret_count = COUNT_OF(options_table);
	return options_table;
}

bool option_is_of(const struct option *option, const struct command *command)
{
	return (option->commands & 1u << command->id) != 0;
}
