package main

import (
	"context"
	"net/http"

	"darasa/internal/command"
	"darasa/internal/web"
)

// job is one thing a person asks of a hub by command. It is the same work whether a
// hub runs on the folder, and is asked over its socket, or none does.
type job[In, Out any] struct {
	path string // on the socket
	do   func(ctx context.Context, h *hub, in In) (Out, error)
}

// nothing is asked, or told, beyond the job itself.
type nothing = struct{}

// The jobs of this hub.
var (
	statusJob = job[nothing, report]{"/status", func(ctx context.Context, h *hub, _ nothing) (report, error) { return h.report(ctx) }}
	enrollJob = job[enrollRequest, nothing]{"/enroll", func(ctx context.Context, h *hub, in enrollRequest) (nothing, error) {
		return nothing{}, h.cloud.enroll(ctx, in.Cloud, in.Code)
	}}
	syncJob      = job[nothing, exchanged]{"/sync", func(ctx context.Context, h *hub, _ nothing) (exchanged, error) { return h.syncNow(ctx) }}
	calibrateJob = job[nothing, calibrated]{"/calibrate", func(ctx context.Context, h *hub, _ nothing) (calibrated, error) { return h.calibrateNow(ctx) }}
	personJob    = job[personRequest, nothing]{"/person", func(ctx context.Context, h *hub, in personRequest) (nothing, error) {
		return nothing{}, h.person(ctx, in)
	}}
	bundleJob = job[bundleOrder, bundleResult]{"/bundle", func(ctx context.Context, h *hub, in bundleOrder) (bundleResult, error) {
		return h.cloud.bundle(ctx, in)
	}}
	parameterJob = job[parameterOrder, parameterResult]{"/parameters", func(ctx context.Context, h *hub, in parameterOrder) (parameterResult, error) {
		return h.parameters(ctx, in)
	}}
	inspectJob = job[inspectRequest, inspected]{"/inspect", func(ctx context.Context, h *hub, in inspectRequest) (inspected, error) {
		return h.inspect(ctx, in)
	}}
	backupJob   = job[backupOrder, backupResult]{"/backup", func(ctx context.Context, h *hub, in backupOrder) (backupResult, error) { return h.backup(ctx, in) }}
	schoolJob   = job[schoolOrder, schoolResult]{"/school", func(ctx context.Context, h *hub, in schoolOrder) (schoolResult, error) { return h.school(ctx, in) }}
	pairJob     = job[pairOrder, pairResult]{"/pair", func(ctx context.Context, h *hub, in pairOrder) (pairResult, error) { return h.sisters.order(ctx, in) }}
	eraseJob    = job[eraseOrder, eraseResult]{"/learner/erase", func(ctx context.Context, h *hub, in eraseOrder) (eraseResult, error) { return h.erase(ctx, in) }}
	transferJob = job[transferOrder, transferResult]{"/learner/transfer", func(ctx context.Context, h *hub, in transferOrder) (transferResult, error) {
		return h.transfer(ctx, in)
	}}
	sameJob     = job[sameOrder, sameResult]{"/learner/same", func(ctx context.Context, h *hub, in sameOrder) (sameResult, error) { return h.same(ctx, in) }}
	exchangeJob = job[exchangeOrder, exchangePolicy]{"/exchange", func(ctx context.Context, h *hub, in exchangeOrder) (exchangePolicy, error) {
		return h.exchange(ctx, in)
	}}
	takeJob  = job[takeOrder, takeResult]{"/content/take", func(ctx context.Context, h *hub, in takeOrder) (takeResult, error) { return h.takePack(ctx, in) }}
	keyJob   = job[keyOrder, keyOrder]{"/content/key", func(ctx context.Context, h *hub, in keyOrder) (keyOrder, error) { return h.packKey(ctx, in) }}
	mediaJob = job[mediaOrder, mediaResult]{"/content/media", func(ctx context.Context, h *hub, in mediaOrder) (mediaResult, error) { return h.media(ctx, in) }}
	voidJob  = job[voidRequest, nothing]{"/void", func(ctx context.Context, h *hub, in voidRequest) (nothing, error) {
		return nothing{}, h.class.Void(ctx, in.Version, in.Wrong)
	}}
)

// listenLocal opens the socket for commands beside this process.
func (h *hub) listenLocal() error {
	listener, err := command.ListenLocal(h.dir, socketFile)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	statusJob.serve(mux, h)
	enrollJob.serve(mux, h)
	syncJob.serve(mux, h)
	calibrateJob.serve(mux, h)
	personJob.serve(mux, h)
	bundleJob.serve(mux, h)
	backupJob.serve(mux, h)
	parameterJob.serve(mux, h)
	inspectJob.serve(mux, h)
	takeJob.serve(mux, h)
	keyJob.serve(mux, h)
	mediaJob.serve(mux, h)
	voidJob.serve(mux, h)
	exchangeJob.serve(mux, h)
	schoolJob.serve(mux, h)
	pairJob.serve(mux, h)
	eraseJob.serve(mux, h)
	transferJob.serve(mux, h)
	sameJob.serve(mux, h)
	h.local = web.NewServer(listener, nil, web.Log(h.logger, mux), h.logger)
	return nil
}

// serve takes the job over the socket of the running hub.
func (j job[In, Out]) serve(mux *http.ServeMux, h *hub) {
	mux.HandleFunc("POST "+j.path, func(w http.ResponseWriter, r *http.Request) {
		var in In
		err := web.ReadJSON(w, r, &in)
		var out Out
		if err == nil {
			out, err = j.do(r.Context(), h, in)
		}
		if err != nil {
			web.WriteError(w, r, err)
			return
		}
		web.WriteJSON(w, http.StatusOK, out)
	})
}

// beside asks the running hub on the folder; ok is false when none runs.
func (j job[In, Out]) beside(ctx context.Context, dir string, in In) (out Out, ok bool, err error) {
	ok, err = command.Beside(ctx, dir, socketFile, http.MethodPost, j.path, in, &out)
	return out, ok, err
}

// ask has the job done by the running hub on the folder, or does it alone.
func (j job[In, Out]) ask(ctx context.Context, m *Main, dir string, in In) (out Out, err error) {
	out, ok, err := j.beside(ctx, dir, in)
	if err == nil && !ok {
		err = m.alone(ctx, dir, func(h *hub) (err error) { out, err = j.do(ctx, h, in); return err })
	}
	return out, err
}
