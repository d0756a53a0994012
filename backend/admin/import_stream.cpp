#include "admin/import_stream.h"

#include "domain/error_table.h"
#include "domain/transfer_limits.h"

#include "base/json_writer.h"

#include <utility>

namespace hub::admin {
namespace {

void writeError(JsonWriter& out, const Error& error)
{
    const ErrorLook& look = lookOf(error.code);
    out.key("error")
        .beginObject()
        .member("code", look.azureName)
        .member("message", error.detail.empty() ? std::string(look.text) : error.detail)
        .endObject();
}

} // namespace

ImportStream::ImportStream(Parts parts)
    : parts_(std::move(parts)), end_(parts_.clock.mono() + limits::kImportTime)
{
}

boost::asio::awaitable<std::optional<std::string>> ImportStream::next()
{
    while (!ended_ && text_.size() < limits::kMaxImportAnswerBytes) {
        const Result<bool> more = co_await step();
        if (!more && more.error().code == Errc::Cancelled) {
            co_return std::nullopt; // nobody to tell
        }
        if (!more || !more.value()) {
            conclude(more ? std::nullopt : std::optional<Error>(more.error()));
        }
    }
    if (text_.empty()) {
        co_return std::nullopt;
    }
    co_return std::exchange(text_, {});
}

/// False: that was the last one.
boost::asio::awaitable<Result<bool>> ImportStream::step()
{
    if (parts_.clock.mono() > end_) {
        co_return fail(Errc::Timeout, "the import took longer than two hours");
    }
    HUB_CO_TRY(std::optional<std::string> piece, co_await parts_.body.next());
    const bool isLast = !piece;
    Importer::Outcomes outcomes;
    if (isLast) {
        HUB_CO_TRY(outcomes, co_await parts_.importer.finish());
    } else {
        HUB_CO_TRY(outcomes, co_await parts_.importer.take(std::move(*piece)));
    }
    for (const RowOutcome& outcome : outcomes) {
        tell(outcome);
    }
    co_return !isLast;
}

void ImportStream::tell(const RowOutcome& outcome)
{
    if (!parts_.tellsAll && !outcome.error) {
        return;
    }
    JsonWriter writer(text_);
    writer.beginObject()
        .count("row", outcome.number)
        .member("id", outcome.id)
        .member("result", nameOf(outcome.result));
    if (outcome.error) {
        writeError(writer, *outcome.error);
    }
    writer.endObject();
    text_ += '\n';
}

/// error: why the file was not read to its end.
void ImportStream::conclude(const std::optional<Error>& error)
{
    const ImportCounts& counts = parts_.importer.counts();
    JsonWriter writer(text_);
    writer.beginObject()
        .flag("done", !error)
        .count("rows", counts.rows)
        .count("created", counts.created)
        .count("updated", counts.updated)
        .count("deleted", counts.deleted)
        .count("unchanged", counts.unchanged)
        .count("refused", counts.refused)
        .flag("dryRun", parts_.importer.isDryRun());
    if (error) {
        writeError(writer, *error);
    }
    writer.endObject();
    text_ += '\n';
    ended_ = true;
}

} // namespace hub::admin
