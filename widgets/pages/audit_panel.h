// One record of the audit log, whole: who, from where, with which rights, and what was before and
// after.
#pragma once

#include "widgets/parts/card.h"

#include "widgets/pages/page.h"

#include "api/audit.h"

class QVBoxLayout;

namespace deck {

class Button;
class ChangeRows;
class DetailRows;
class Label;
struct JsonChange;

class AuditPanel final : public Card
{
    Q_OBJECT

public:
    explicit AuditPanel(const PageContext& context);

    void showRecord(const hub::AuditRecord& record);

Q_SIGNALS:
    void closed();

private:
    void build();
    void showChanges(const hub::AuditRecord& record);

    PageContext context_;
    Label* title_;
    DetailRows* details_;
    DetailRows* proof_;
    ChangeRows* diff_;
    Button* device_;
    QString target_;
    std::uint64_t shown_ = 0; ///< number of the record
};

} // namespace deck
