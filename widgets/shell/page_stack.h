// The pages of the present hub. A page is built when it is first shown, and all of them are thrown
// away when another hub is chosen.
#pragma once

#include "widgets/pages/page.h"

#include <QHash>
#include <QStackedWidget>

#include <functional>

namespace deck {

class PageStack final : public QStackedWidget
{
    Q_OBJECT

public:
    using Factory = std::function<Page*()>;

    explicit PageStack(QWidget* parent = nullptr);

    /// ofHub: the page shows the present hub and dies with it.
    void addPage(const QString& key, bool ofHub, Factory factory);

    /// Shows nothing of a hub from now on: `instead` stands in for its pages. Owned by the stack.
    void setInstead(QWidget* instead);
    void setHasHub(bool hasHub);

    void showPage(const QString& key);
    const QString& currentKey() const { return current_; }
    Page* currentPage() const; ///< nullptr while `instead` shows

    /// Before the hub's session goes.
    void dropHubPages();

private:
    struct Entry
    {
        bool ofHub = false;
        Factory factory;
        Page* page = nullptr;
    };
    void present();

    QHash<QString, Entry> entries_;
    QString current_;
    QWidget* instead_ = nullptr;
    bool hasHub_ = false;
};

} // namespace deck
