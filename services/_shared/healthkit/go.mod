module github.com/sluice-dev/sluice/services/_shared/healthkit

go 1.24
