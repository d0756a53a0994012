// GET /admin/audit/export: the whole audit log as JSON Lines, a piece at a time, with what proves
// it.
#pragma once

#include "net/http_message.h"
#include "services/audit.h"

namespace hub::admin {

/// Ends early, without a head as its last line, when the store fails. On its connection's thread.
class AuditExport final : public net::HttpStream
{
public:
    explicit AuditExport(Audit& audit) : audit_(audit) {}

    boost::asio::awaitable<std::optional<std::string>> next() override;

private:
    enum class Part { Begin, Records, Checkpoints, End };

    boost::asio::awaitable<Result<std::string>> piece();
    boost::asio::awaitable<Result<std::string>> begin();
    boost::asio::awaitable<Result<std::string>> records();
    boost::asio::awaitable<Result<std::string>> checkpoints();

    Audit& audit_;
    Part part_ = Part::Begin;
    AuditSequence sequence_ = 0; ///< of the last record that was sent
    Sha256 hash_{};              ///< of that
    std::uint64_t number_ = 0;   ///< of the last checkpoint that was sent
};

} // namespace hub::admin
