// What is asked before each act on many devices.
#pragma once

#include "widgets/dialogs/bulk_dialog.h"

namespace deck {

class PropertyGrid;
class TextArea;

class DisableManyDialog final : public BulkDialog
{
    Q_OBJECT

public:
    DisableManyDialog(const Parts& parts, QWidget* parent);

protected:
    std::optional<BulkAction> action() override;

private:
    TextField* reason_;
};

class DeleteManyDialog final : public BulkDialog
{
    Q_OBJECT

public:
    DeleteManyDialog(const Parts& parts, QWidget* parent);

protected:
    std::optional<BulkAction> action() override;
};

class TagManyDialog final : public BulkDialog
{
    Q_OBJECT

public:
    TagManyDialog(const Parts& parts, QWidget* parent);

protected:
    std::optional<BulkAction> action() override;

private:
    QString complaint() const;
    void preview();

    PropertyGrid* set_;
    TextField* remove_;
    Label* preview_;
    Label* fault_;
};

class MethodManyDialog final : public BulkDialog
{
    Q_OBJECT

public:
    MethodManyDialog(const Parts& parts, QWidget* parent);

protected:
    std::optional<BulkAction> action() override;

private:
    TextField* addSeconds(QLayout& row, const QString& name, const QString& label, int seconds);

    TextField* name_;
    TextArea* payload_;
    TextField* response_;
    TextField* connect_;
};

} // namespace deck
