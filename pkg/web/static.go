package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/templates"
)

// static sends style sheet, script and icons; their names carry their hash.
func (s *Site) static(c *gin.Context) {
	f, ok := templates.Static(c.Param("name"))
	if !ok {
		c.Status(http.StatusNotFound)
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Vary", "Accept-Encoding")
	content := f.Plain
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Header("Content-Encoding", "gzip")
		content = f.Zipped
	}
	c.Data(http.StatusOK, f.Type, content)
}
