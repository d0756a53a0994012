// POST /admin/devices/import: reads a file as it comes, and answers with a line for each row that is told of
// and one about all of them.
#pragma once

#include "net/http_message.h"
#include "services/importer.h"
#include "services/running_count.h"

#include "base/clock.h"

namespace hub::admin {

/// What is answered is kept until the whole file is here, since many clients do not read before; when it is
/// more than limits::kMaxImportAnswerBytes the client must read to be read from. A peer that goes ends the
/// import, and rows that are done stay done. On its connection's thread.
class ImportStream final : public net::HttpStream
{
public:
    struct Parts
    {
        Importer importer;
        net::HttpBody& body; ///< outlives this
        const Clock& clock;
        bool tellsAll = false; ///< of good rows too
        RunningCount::Mark mark; ///< one import more is under way
    };

    explicit ImportStream(Parts parts);

    boost::asio::awaitable<std::optional<std::string>> next() override;

private:
    boost::asio::awaitable<Result<bool>> step();
    void tell(const RowOutcome& outcome);
    void conclude(const std::optional<Error>& error);

    Parts parts_;
    MonoTime end_; ///< until when it may take
    std::string text_; ///< not sent yet
    bool ended_ = false;
};

} // namespace hub::admin
