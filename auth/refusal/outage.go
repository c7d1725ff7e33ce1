package refusal

import "phonelogin/models"

// IsOutage reports whether err is a fault of a database that cannot work at the
// moment: what was asked may succeed later.
func IsOutage(err error) bool { return models.IsOutage(err) }
