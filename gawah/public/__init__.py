"""What is public: the gate, versions, withdrawals, snapshot and publish."""
