// Identities of the registry on their way into a file: a page at a time, so memory is bounded whatever the fleet
// has. Devices that come, go or change meanwhile may be in it or not.
#pragma once

#include "services/import_rows.h"
#include "services/registry.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace hub {

struct ExportOrder
{
    FileFormat format = FileFormat::JsonLines;
    DeviceQuery query{};       ///< which devices, of whose part of the fleet
    bool withKeys = false;     ///< whoever asks may read them
    bool withModules = false;  ///< behind their device; not in a table
};

/// One coroutine at a time.
class Exporter final
{
public:
    struct Parts
    {
        Registry& registry;
        Workers& workers;
    };

    Exporter(Parts parts, ExportOrder order);

    /// The next piece of the file, or nothing at its end. Errors: those of the store.
    boost::asio::awaitable<Result<std::optional<std::string>>> next();

    std::uint64_t count() const { return count_; } ///< identities written

private:
    enum class Part { Begin, Rows, End };

    boost::asio::awaitable<Result<std::string>> begin();
    boost::asio::awaitable<Result<std::string>> page();
    Result<std::string> write(Storage& storage, const std::vector<DeviceView>& devices);
    Result<void> append(Storage& storage, DeviceIdentity identity, std::string& text);

    Parts parts_;
    ExportOrder order_;
    std::optional<CsvTable> table_; ///< of CSV
    Part part_ = Part::Begin;
    std::uint64_t count_ = 0;
};

} // namespace hub
