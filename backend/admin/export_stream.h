// GET /admin/devices/export: identities as a file, a page at a time.
#pragma once

#include "net/http_message.h"
#include "services/exporter.h"

namespace hub::admin {

/// A store that fails breaks the answer off. On its connection's thread.
class ExportStream final : public net::HttpStream
{
public:
    explicit ExportStream(Exporter exporter) : exporter_(std::move(exporter)) {}

    boost::asio::awaitable<std::optional<std::string>> next() override;
    bool isBroken() const override { return broken_; }

private:
    Exporter exporter_;
    bool broken_ = false;
};

} // namespace hub::admin
