# Bare `make` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
GOBIN := $(CURDIR)/bin
GOLANGCI := $(GOBIN)/golangci-lint
GOTESTSUM := $(GOBIN)/gotestsum
export GOFLAGS := -buildvcs=false

.PHONY: help run chat check test unit lint race fuzz transcripts image browser canvas canvas-speed guides translations tools services-here bench eval

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

run: ## run the web chat on 127.0.0.1:8080
	go run ./cmd/staysafe

chat: ## talk to the bot in the terminal
	go run ./cmd/staysafe chat

check: ## check flows, words and directory
	go run ./cmd/staysafe check .

test: services-here check lint unit eval canvas browser guides translations ## everything CI runs: check, lint, tests, figures, guides, translators' files

# These go through all that is said in all languages, again and again, on one goroutine: the race detector learns nothing from them, and takes ten
# times as long. They run without it.
ALONE := TestBrokenContentIsRefused TestRecordWritesReviewAndNothingElse TestLoaderIsLikeRead TestEveryTextIsInItsLanguage \
	TestLocalesAgreeWithCLDR TestShippedTextsAreEasyToRead TestEveryLocaleComesBackAsItWas \
	TestMatchingIsWhatItIsDefinedToBe TestPackedHearsTheSame TestMisspeltWordsAreFoundAsDefined TestTrainingRepeatsItself \
	TestTranscripts TestTranscriptsCoverEverything TestRemovingAnyStepIsNoticed TestVerbsHaveTranscripts TestCoverMakesTalksThatPlay \
	TestPostersAreRead TestWornPostersAreRead TestTheNeutralPosterAlarmsNobody TestNothingIsCutOff TestAKitIsWhole TestACountedKitSaysSo \
	TestNobodyIsPromisedAwake TestTheNameIsWrittenInTheBrowser TestCodesAreRead \
	TestWhereTheStudioListens TestWhatCantBeListenedFor TestATextThatNothingSaysIsTakenOut TestSourceSince TestTranslatorsFiles TestANumberIsChanged \
	TestATableIsTakenIn TestLinesAreAddedAndTakenOut TestWhyALineGoes TestTheListToCall TestTwoLanguagesAtAnHour TestBackToWhatIsPublished \
	TestTheGuideIsSeenWithADraft TestTheGuideIsPrintedToBeLookedAt TestStepsAreRenamedMovedAndRemoved \
	TestCheckShowsHowHardEachFlowIsToRead TestCheckNamesGuidesThatCantBeUsed TestHelpForSaysWhyToStaff
SPACE := $(subst ,, )

unit: ## the Go tests: with the race detector, then those that take long whole, and the written conversations
	go test -race -short -count=1 -timeout 30m -skip '^($(subst $(SPACE),|,$(strip $(ALONE))))$$' ./...
	go test -count=1 -timeout 30m ./bot ./bot/content ./bot/transcript ./bot/translation ./bot/understand ./bot/kit ./bot/studio ./cmd/staysafe
	go run ./cmd/staysafe test .

lint: $(GOLANGCI) ## vet and linters, with the import rules of the house
	go vet ./...
	$(GOLANGCI) run ./...

browser: ## the web chat in a real browser: keyboard, screen reader names, leave and back
	./bot/web/browsertest/run

canvas: ## is the studio's canvas what its source says? (BUILD=1 builds it)
	./bot/studio/ui/build $(if $(BUILD),,--check)

canvas-speed: ## how fast the studio's canvas is with 300 steps in 28 languages
	./bot/web/browsertest/big

translations: ## translators' files, read by tools that are not ours
	./bot/translation/toolstest/run

guides: ## the guide as PDF, EPUB and text into build/guides, each file looked at: make guides [TO=folder]
	./cmd/guides/run $(TO)

transcripts: ## write the bot's lines of flows/*.txtar anew; read the diff as a child would
	go run ./cmd/staysafe test --write .

eval: ## how well free text is understood: the figures, per language (UPDATE=1 writes docs/understanding.md)
	go test ./bot -run TestUnderstanding -count=1 -v $(if $(UPDATE),-update)

fuzz: ## fuzz what reads from outside, FUZZTIME each (default 1m)
	./.ci/fuzz $(or $(FUZZTIME),1m)

bench: ## the benchmarks of the message path
	go test -run '^$$' -bench . -benchmem ./bot/...

image: ## build the container image
	docker build -t staysafe .

tools: $(GOLANGCI) ## install the pinned tools into ./bin

services-here: ## redis-server and chromium for the tests: installs them where it may
	@./.ci/services

$(GOLANGCI):
	GOBIN=$(GOBIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

