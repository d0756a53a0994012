// What the audit log is narrowed to: a field for each of who, what, to what, from where, how it
// ended and when.
#pragma once

#include "widgets/pages/page.h"

#include "models/audit_table.h"

#include <QTimer>

namespace deck {

class Button;
class SelectField;
class TextField;

class AuditFilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit AuditFilterBar(const PageContext& context);

    /// Nothing is taken over from fields in which something is wrong.
    AuditFilter filter() const { return filter_; }
    void clear();
    void focusFirst();

Q_SIGNALS:
    void changed();

private:
    TextField* makeField(const QString& name, const QString& key, int width);
    void build();
    void syncSpan();
    void takeOver();
    std::optional<hub::WallTime> timeIn(TextField& field, bool& good) const;

    PageContext context_;
    QTimer soon_; ///< before the fields, which start it
    TextField* target_;
    TextField* actor_;
    TextField* action_;
    TextField* address_;
    SelectField* result_;
    SelectField* span_;
    TextField* from_;
    TextField* to_;
    Button* clear_;
    AuditFilter filter_;
};

} // namespace deck
