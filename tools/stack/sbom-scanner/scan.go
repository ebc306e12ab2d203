// An SBOM scanner for buildx, by BuildKit's protocol (BuildKit, "SBOM scanning protocol"), where the public one cannot be had:
// syft reads the platform's files, and its SPDX document becomes the in-toto statement that BuildKit attaches.
package main

import (
	"encoding/json"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	if err := os.MkdirAll("/tmp", 0o777); err != nil {
		log.Fatal(err)
	}
	syft := exec.Command("/syft", "scan", "dir:"+os.Getenv("BUILDKIT_SCAN_SOURCE"), "--output", "spdx-json", "--quiet")
	syft.Env = []string{"HOME=/tmp", "SYFT_CHECK_FOR_APP_UPDATE=false"}
	syft.Stderr = os.Stderr
	document, err := syft.Output()
	if err != nil {
		log.Fatal(err)
	}
	statement, err := json.Marshal(map[string]any{
		"_type":         "https://in-toto.io/Statement/v0.1",
		"predicateType": "https://spdx.dev/Document",
		"predicate":     json.RawMessage(document),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(os.Getenv("BUILDKIT_SCAN_DESTINATION"), "sbom.spdx.json"), statement, 0o644); err != nil {
		log.Fatal(err)
	}
}
