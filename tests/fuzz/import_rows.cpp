// Files of identities as strangers make them: rows are the same however the file is cut into pieces, numbers
// only rise, a row that is good has a legal id, and written out it reads as the same row. The first byte
// says the format and how long the pieces are.
#include "services/import_rows.h"
#include "tests/fuzz/fuzz_target.h"

#include "domain/twin.h"

#include "base/utf8.h"

#include <algorithm>

namespace hub::fuzz {
namespace {

/// What a file comes to, as text.
struct Reading
{
    std::string rows;
    std::string fault;
};

std::string textOf(const ImportRow& row)
{
    const IdentityItem& item = row.item;
    std::string text = std::to_string(row.number) + " " + item.id.text() + " ";
    if (item.fault) {
        HUB_ASSERT(!item.fault->detail.empty());
        return text + "! " + item.fault->detail + "\n";
    }
    HUB_ASSERT(isValidId(item.id.device));
    HUB_ASSERT(!item.id.isModule() || isValidModuleId(item.id.module));
    return text + std::string(nameOf(item.mode)) + " " + item.twin.tags.value_or("") + " " +
           item.twin.desired.value_or("") + " " + item.update.statusReason + "\n";
}

/// A device that is as the row says.
void checkRoundTrip(const ImportRow& row)
{
    const IdentityItem& item = row.item;
    if (item.fault || item.id.isModule() || isRemoval(item.mode)) {
        return;
    }
    DeviceIdentity identity;
    identity.id = item.id;
    identity.enabled = item.update.enabled;
    identity.statusReason = item.update.statusReason;
    json::object tags;
    if (item.twin.tags) {
        const json::value given = parseJson(*item.twin.tags).value();
        const auto merged = merge({}, given.get_object(), TwinPart::Tags);
        HUB_ASSERT(merged);
        tags = merged.value();
    }
    TagPaths paths;
    collectTagPaths(tags, paths, 5);
    const CsvTable table(std::move(paths), false);
    std::string file = table.header();
    table.append(file, identity, tags);
    ImportRows rows(FileFormat::Csv, std::nullopt);
    auto read = rows.feed(file);
    HUB_ASSERT(read);
    HUB_ASSERT(read.value().size() == 1);
    const IdentityItem& back = read.value().front().item;
    HUB_ASSERT(!back.fault);
    HUB_ASSERT(back.id == item.id);
    HUB_ASSERT(back.update.enabled == identity.enabled);
    HUB_ASSERT(back.update.statusReason == identity.statusReason);
    const json::value known = back.twin.tags ? parseJson(*back.twin.tags).value() : json::object();
    const auto merged = merge({}, known.get_object(), TwinPart::Tags);
    HUB_ASSERT(merged);
    HUB_ASSERT(merged.value() == tags);
}

Reading read(FileFormat format, ByteView file, std::size_t piece)
{
    ImportRows rows(format, std::nullopt);
    Reading reading;
    std::uint64_t last = 0;
    const auto take = [&](const Result<std::vector<ImportRow>>& taken) {
        if (!taken) {
            HUB_ASSERT(isUtf8(taken.error().detail));
            reading.fault = taken.error().detail;
            return false;
        }
        for (const ImportRow& row : taken.value()) {
            HUB_ASSERT(row.number > last);
            last = row.number;
            reading.rows += textOf(row);
            checkRoundTrip(row);
        }
        return true;
    };
    for (std::size_t at = 0; at < file.size(); at += piece) {
        if (!take(rows.feed(file.substr(at, piece)))) {
            return reading;
        }
    }
    take(rows.finish());
    return reading;
}

} // namespace

void run(ByteView input)
{
    if (input.empty()) {
        return;
    }
    const auto first = static_cast<unsigned char>(input.front());
    const FileFormat format = (first & 1U) != 0 ? FileFormat::Csv : FileFormat::JsonLines;
    input.remove_prefix(1);
    const Reading whole = read(format, input, std::max<std::size_t>(input.size(), 1));
    const Reading pieces = read(format, input, first / 2U + 1U);
    HUB_ASSERT(whole.rows == pieces.rows);
    HUB_ASSERT(whole.fault == pieces.fault);
}

} // namespace hub::fuzz
