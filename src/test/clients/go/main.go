// Checks a Service Bus with the Go client: one line per check, exit code 1 when one failed.
//
//	go run . CONNECTION-STRING
//
// It uses the queues clients-* of src/test/resources/io/rowferry/contract/queues.json and empties those it needs empty.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	bus "github.com/Azure/azure-sdk-for-go/sdk/messaging/azservicebus"
)

const (
	plain         = "clients-plain"
	brief         = "clients-brief"
	once          = "clients-once"
	sessions      = "clients-sessions"
	nextSessions  = "clients-next-sessions"
	briefSessions = "clients-brief-sessions"

	comes   = 20 * time.Second        // to wait for what must come
	nothing = 1500 * time.Millisecond // to wait where nothing may come
)

// What receivers of queues and of sessions have in common.
type receiver interface {
	ReceiveMessages(context.Context, int, *bus.ReceiveMessagesOptions) ([]*bus.ReceivedMessage, error)
	ReceiveDeferredMessages(context.Context, []int64, *bus.ReceiveDeferredMessagesOptions) ([]*bus.ReceivedMessage, error)
	PeekMessages(context.Context, int, *bus.PeekMessagesOptions) ([]*bus.ReceivedMessage, error)
	CompleteMessage(context.Context, *bus.ReceivedMessage, *bus.CompleteMessageOptions) error
	AbandonMessage(context.Context, *bus.ReceivedMessage, *bus.AbandonMessageOptions) error
	DeferMessage(context.Context, *bus.ReceivedMessage, *bus.DeferMessageOptions) error
	DeadLetterMessage(context.Context, *bus.ReceivedMessage, *bus.DeadLetterOptions) error
	Close(context.Context) error
}

var (
	client *bus.Client
	ctx    = context.Background()
)

// A check fails by panicking with what is wrong.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func got[T any](value T, err error) T {
	must(err)
	return value
}

func equal(found, expected any) {
	if !reflect.DeepEqual(found, expected) {
		panic(fmt.Sprintf("found %#v, expected %#v", found, expected))
	}
}

func refused(err error, code bus.Code) {
	var known *bus.Error
	if !errors.As(err, &known) || known.Code != code {
		panic(fmt.Sprintf("error %v, expected one of code %s", err, code))
	}
}

func refusedWith(err error, text string) {
	if err == nil || !strings.Contains(err.Error(), text) {
		panic(fmt.Sprintf("error %v, expected one with %q", err, text))
	}
}

func ptr[T any](value T) *T { return &value }

func newID(prefix string) string { return prefix + "-" + rand.Text() }

func message(text string) *bus.Message { return &bus.Message{Body: []byte(text)} }

func inSession(session, text string) *bus.Message {
	return &bus.Message{Body: []byte(text), SessionID: &session, MessageID: ptr(newID("m"))}
}

func trySend(queue string, messages ...*bus.Message) error {
	sender := got(client.NewSender(queue, nil))
	defer sender.Close(ctx)
	for _, each := range messages {
		if err := sender.SendMessage(ctx, each, nil); err != nil {
			return err
		}
	}
	return nil
}

func send(queue string, messages ...*bus.Message) { must(trySend(queue, messages...)) }

func open(queue string) *bus.Receiver { return got(client.NewReceiverForQueue(queue, nil)) }

func deleting(queue string) *bus.Receiver {
	return got(client.NewReceiverForQueue(queue, &bus.ReceiverOptions{ReceiveMode: bus.ReceiveModeReceiveAndDelete}))
}

func deadLetters(queue string) *bus.Receiver {
	return got(client.NewReceiverForQueue(queue, &bus.ReceiverOptions{SubQueue: bus.SubQueueDeadLetter}))
}

func accept(queue, session string) *bus.SessionReceiver {
	return got(client.AcceptSessionForQueue(ctx, queue, session, nil))
}

func receive(from receiver, count int) []*bus.ReceivedMessage {
	limited, cancel := context.WithTimeout(ctx, comes)
	defer cancel()
	var messages []*bus.ReceivedMessage
	for len(messages) < count {
		messages = append(messages, got(from.ReceiveMessages(limited, count-len(messages), nil))...)
	}
	return messages
}

// How many come, where none may.
func receiveNothing(from receiver, count int) int {
	limited, cancel := context.WithTimeout(ctx, nothing)
	defer cancel()
	messages, err := from.ReceiveMessages(limited, count, nil)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		panic(err)
	}
	return len(messages)
}

func peek(from receiver) []*bus.ReceivedMessage {
	return got(from.PeekMessages(ctx, 100, &bus.PeekMessagesOptions{FromSequenceNumber: ptr(int64(0))}))
}

func completeAll(from receiver, messages []*bus.ReceivedMessage) {
	for _, each := range messages {
		must(from.CompleteMessage(ctx, each, nil))
	}
}

func texts(messages []*bus.ReceivedMessage) []string {
	var all []string
	for _, each := range messages {
		all = append(all, string(each.Body))
	}
	return all
}

func counts(messages []*bus.ReceivedMessage) []uint32 {
	var all []uint32
	for _, each := range messages {
		all = append(all, each.DeliveryCount-1) // this client counts the delivery itself, too
	}
	return all
}

func empty(queue string) {
	for _, part := range []bus.SubQueue{0, bus.SubQueueDeadLetter} {
		if part == 0 && strings.HasSuffix(queue, "sessions") {
			continue // its checks use sessions of their own
		}
		drainer := got(client.NewReceiverForQueue(
			queue, &bus.ReceiverOptions{SubQueue: part, ReceiveMode: bus.ReceiveModeReceiveAndDelete}))
		for len(peek(drainer)) > 0 {
			receive(drainer, 1)
		}
		must(drainer.Close(ctx))
	}
}

func everythingArrives() {
	empty(plain)
	moment := time.Date(2026, 11, 22, 8, 15, 0, 0, time.UTC)
	properties := map[string]any{"n": int64(1) << 40, "yes": true, "text": "ä€", "moment": moment, "none": nil}
	send(plain, &bus.Message{
		Body: []byte{0, 255, 7}, ContentType: ptr("application/json"), Subject: ptr("rows"), CorrelationID: ptr("corr"),
		ReplyTo: ptr("back"), ReplyToSessionID: ptr("rs"), To: ptr("there"), PartitionKey: ptr("p"), MessageID: ptr("id"),
		TimeToLive: ptr(10 * time.Minute), ApplicationProperties: properties,
	})
	from := open(plain)
	defer from.Close(ctx)
	one := receive(from, 1)[0]
	equal(one.Body, []byte{0, 255, 7})
	equal([]string{*one.ContentType, *one.Subject, *one.CorrelationID, *one.ReplyTo, *one.ReplyToSessionID, *one.To,
		*one.PartitionKey, one.MessageID},
		[]string{"application/json", "rows", "corr", "back", "rs", "there", "p", "id"})
	equal(*one.TimeToLive, 10*time.Minute)
	equal(one.ExpiresAt.Sub(*one.EnqueuedTime), 10*time.Minute)
	equal(counts([]*bus.ReceivedMessage{one}), []uint32{0})
	one.ApplicationProperties["moment"] = one.ApplicationProperties["moment"].(time.Time).UTC()
	equal(one.ApplicationProperties, properties)
	equal(time.Since(*one.EnqueuedTime).Abs() < time.Minute, true)
	must(from.CompleteMessage(ctx, one, nil))
}

func anIDIsGiven() {
	empty(plain)
	send(plain, message("x"))
	from := deleting(plain)
	defer from.Close(ctx)
	equal(len(receive(from, 1)[0].MessageID), 32)
}

func batch() {
	empty(plain)
	sender := got(client.NewSender(plain, nil))
	defer sender.Close(ctx)
	batch := got(sender.NewMessageBatch(ctx, nil))
	added := 0
	for ; batch.AddMessage(message(fmt.Sprint(added, strings.Repeat("x", 60_000))), nil) == nil; added++ {
	}
	equal(added, 4)
	must(sender.SendMessageBatch(ctx, batch, nil))
	from := deleting(plain)
	defer from.Close(ctx)
	var firsts []string
	for _, each := range texts(receive(from, 4)) {
		firsts = append(firsts, each[:1])
	}
	equal(firsts, []string{"0", "1", "2", "3"})
}

func tooLarge() {
	err := trySend(plain, &bus.Message{Body: make([]byte, 300_000)})
	if !errors.Is(err, bus.ErrMessageTooLarge) {
		refusedWith(err, "message-size-exceeded")
	}
}

func abandon() {
	empty(plain)
	send(plain, message("a"), message("b"), message("c"))
	from := open(plain)
	defer from.Close(ctx)
	must(from.AbandonMessage(ctx, receive(from, 1)[0],
		&bus.AbandonMessageOptions{PropertiesToModify: map[string]any{"why": "because", "times": int64(1)}}))
	again := receive(from, 3)
	slices.SortFunc(again, func(a, b *bus.ReceivedMessage) int { return int(*a.SequenceNumber - *b.SequenceNumber) })
	equal(texts(again), []string{"a", "b", "c"})
	equal(counts(again), []uint32{1, 0, 0})
	equal(again[0].ApplicationProperties, map[string]any{"why": "because", "times": int64(1)})
	completeAll(from, again)
	equal(len(peek(from)), 0)
}

func receiveAndDelete() {
	empty(plain)
	send(plain, message("a"), message("b"))
	from := deleting(plain)
	defer from.Close(ctx)
	equal(texts(receive(from, 2)), []string{"a", "b"})
	equal(len(peek(from)), 0)
}

func drain() {
	empty(plain)
	send(plain, message("first"))
	from := open(plain)
	defer from.Close(ctx)
	completeAll(from, receive(from, 1))
	equal(receiveNothing(from, 10), 0)
	send(plain, message("second"))
	other := open(plain)
	defer other.Close(ctx)
	second := receive(other, 1)
	equal(texts(second), []string{"second"})
	equal(counts(second), []uint32{0})
	completeAll(other, second)
}

func peekWithCursor() {
	empty(plain)
	send(plain, message("m0"), message("m1"), message("m2"), message("m3"), message("m4"))
	from := open(plain)
	defer from.Close(ctx)
	equal(texts(got(from.PeekMessages(ctx, 3, nil))), []string{"m0", "m1", "m2"})
	equal(texts(got(from.PeekMessages(ctx, 3, nil))), []string{"m3", "m4"})
	equal(len(got(from.PeekMessages(ctx, 3, nil))), 0)
	completeAll(from, receive(from, 5))
}

func deferred() {
	empty(plain)
	send(plain, message("a"), message("b"), message("c"))
	from := open(plain)
	defer from.Close(ctx)
	var numbers []int64
	for _, each := range receive(from, 3) {
		numbers = append(numbers, *each.SequenceNumber)
		must(from.DeferMessage(ctx, each, nil))
	}
	for _, each := range peek(from) {
		equal(each.State, bus.MessageStateDeferred)
	}
	again := got(from.ReceiveDeferredMessages(ctx, numbers, nil))
	equal(texts(again), []string{"a", "b", "c"})
	must(from.CompleteMessage(ctx, again[0], nil))
	must(from.DeadLetterMessage(ctx, again[1],
		&bus.DeadLetterOptions{Reason: ptr("put aside"), ErrorDescription: ptr("too long")}))
	must(from.AbandonMessage(ctx, again[2], nil))
	completeAll(from, got(from.ReceiveDeferredMessages(ctx, numbers[2:], nil)))
	equal(len(peek(from)), 0)
	_, err := from.ReceiveDeferredMessages(ctx, numbers[:1], nil)
	refused(err, bus.CodeNotFound)
	dead := deadLetters(plain)
	defer dead.Close(ctx)
	letter := receive(dead, 1)
	equal(*letter[0].DeadLetterReason+", "+*letter[0].DeadLetterErrorDescription, "put aside, too long")
	completeAll(dead, letter)
}

func scheduled() {
	empty(plain)
	sender := got(client.NewSender(plain, nil))
	defer sender.Close(ctx)
	from := open(plain)
	defer from.Close(ctx)
	due := time.Now().Add(2 * time.Second)
	numbers := got(sender.ScheduleMessages(ctx, []*bus.Message{message("kept"), message("cancelled")}, due, nil))
	annotated := message("by annotation")
	annotated.ScheduledEnqueueTime = &due
	must(sender.SendMessage(ctx, annotated, nil))
	for _, each := range peek(from) {
		equal(each.State, bus.MessageStateScheduled)
	}
	must(sender.CancelScheduledMessages(ctx, numbers[1:], nil))
	all := receive(from, 2)
	equal(time.Now().Before(due), false)
	found := texts(all)
	slices.Sort(found)
	equal(found, []string{"by annotation", "kept"})
	completeAll(from, all)
	equal(receiveNothing(from, 1), 0)
}

func duplicate() {
	empty(once)
	same := newID("same")
	send(once, &bus.Message{Body: []byte("first"), MessageID: &same}, &bus.Message{Body: []byte("second"), MessageID: &same},
		&bus.Message{Body: []byte("other"), MessageID: ptr(newID("other"))})
	from := deleting(once)
	defer from.Close(ctx)
	equal(texts(receive(from, 2)), []string{"first", "other"})
}

func messageLock() {
	empty(brief)
	send(brief, message("kept"), message("lost"))
	from := open(brief)
	defer from.Close(ctx)
	both := receive(from, 2)
	kept, lost := both[0], both[1]
	time.Sleep(5 * time.Second)
	before := *kept.LockedUntil
	must(from.RenewMessageLock(ctx, kept, nil))
	equal(kept.LockedUntil.After(before), true)
	time.Sleep(5 * time.Second)
	must(from.CompleteMessage(ctx, kept, nil))
	refused(from.CompleteMessage(ctx, lost, nil), bus.CodeLockLost)
	again := receive(from, 1)
	equal(texts(again), []string{"lost"})
	equal(counts(again), []uint32{1})
	completeAll(from, again)
}

func tooManyDeliveries() {
	empty(brief)
	send(brief, message("poison"))
	from := open(brief)
	defer from.Close(ctx)
	for count := range 3 {
		one := receive(from, 1)
		equal(counts(one), []uint32{uint32(count)})
		must(from.AbandonMessage(ctx, one[0], nil))
	}
	dead := deadLetters(brief)
	defer dead.Close(ctx)
	letter := receive(dead, 1)
	equal(*letter[0].DeadLetterReason, "MaxDeliveryCountExceeded")
	completeAll(dead, letter)
}

func sessionDeadLetter() {
	empty(sessions)
	session := newID("s")
	send(sessions, inSession(session, "bad"))
	holder := accept(sessions, session)
	defer holder.Close(ctx)
	must(holder.DeadLetterMessage(ctx, receive(holder, 1)[0], &bus.DeadLetterOptions{
		Reason: ptr("rejected"), ErrorDescription: ptr("no"), PropertiesToModify: map[string]any{"table": "orders"}}))
	dead := deadLetters(sessions)
	defer dead.Close(ctx)
	equal(texts(peek(dead)), []string{"bad"})
	letter := receive(dead, 1)[0]
	equal([]string{*letter.SessionID, *letter.DeadLetterReason, *letter.DeadLetterErrorDescription,
		letter.ApplicationProperties["table"].(string)}, []string{session, "rejected", "no", "orders"})
	must(dead.AbandonMessage(ctx, letter, nil))
	completeAll(dead, receive(dead, 1))
	equal(len(peek(dead)), 0)
}

func namedSession() {
	session := newID("s")
	send(sessions, inSession(session, "n0"), inSession(session, "n1"), inSession(session, "n2"))
	holder := accept(sessions, session)
	equal(holder.SessionID(), session)
	equal(texts(receive(holder, 2)), []string{"n0", "n1"})
	_, err := client.AcceptSessionForQueue(ctx, sessions, session, nil)
	refusedWith(err, "session-cannot-be-locked")
	must(holder.Close(ctx))
	holder = accept(sessions, session)
	defer holder.Close(ctx)
	first := receive(holder, 1)
	equal(texts(first), []string{"n0"})
	equal(counts(first), []uint32{0})
	must(holder.AbandonMessage(ctx, first[0], nil))
	again := receive(holder, 3)
	equal(texts(again), []string{"n0", "n1", "n2"})
	equal(counts(again), []uint32{1, 0, 0})
	completeAll(holder, again)
}

func acceptNext(wait time.Duration, mode bus.ReceiveMode) (*bus.SessionReceiver, error) {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return client.AcceptNextSessionForQueue(limited, nextSessions, &bus.SessionReceiverOptions{ReceiveMode: mode})
}

func nextSession() {
	for {
		old, err := acceptNext(nothing, bus.ReceiveModeReceiveAndDelete)
		if err != nil {
			break
		}
		for len(peek(old)) > 0 {
			receive(old, 1)
		}
		must(old.Close(ctx))
	}
	expected := []string{newID("s"), newID("s"), newID("s")}
	for _, each := range expected {
		send(nextSessions, inSession(each, "x"))
	}
	var found []string
	for range expected {
		holder := got(acceptNext(comes, bus.ReceiveModePeekLock))
		found = append(found, holder.SessionID())
		completeAll(holder, receive(holder, 1))
		must(holder.Close(ctx))
	}
	slices.Sort(found)
	slices.Sort(expected)
	equal(found, expected)
	// The client asks to be refused a random moment before its own deadline, and either may come first.
	if _, err := acceptNext(nothing, bus.ReceiveModePeekLock); !errors.Is(err, context.DeadlineExceeded) {
		refused(err, bus.CodeTimeout)
	}
	send(nextSessions, inSession("after", "not taken by who gave up"))
	holder := got(acceptNext(comes, bus.ReceiveModePeekLock))
	defer holder.Close(ctx)
	equal(holder.SessionID(), "after")
	completeAll(holder, receive(holder, 1))
}

func sessionState() {
	session := newID("s")
	holder := accept(sessions, session)
	equal(len(got(holder.GetSessionState(ctx, nil))), 0)
	must(holder.SetSessionState(ctx, []byte{1, 2, 3}, nil))
	must(holder.Close(ctx))
	holder = accept(sessions, session)
	defer holder.Close(ctx)
	equal(got(holder.GetSessionState(ctx, nil)), []byte{1, 2, 3})
	must(holder.SetSessionState(ctx, nil, nil))
	equal(len(got(holder.GetSessionState(ctx, nil))), 0)
}

func sessionDeferred() {
	session := newID("s")
	send(sessions, inSession(session, "later"), inSession(session, "now"))
	holder := accept(sessions, session)
	defer holder.Close(ctx)
	both := receive(holder, 2)
	must(holder.DeferMessage(ctx, both[0], nil))
	must(holder.CompleteMessage(ctx, both[1], nil))
	equal(texts(peek(holder)), []string{"later"})
	completeAll(holder, got(holder.ReceiveDeferredMessages(ctx, []int64{*both[0].SequenceNumber}, nil)))
	equal(len(peek(holder)), 0)
}

func sessionLock() {
	session := newID("s")
	send(briefSessions, inSession(session, "x"))
	holder := accept(briefSessions, session)
	defer holder.Close(ctx)
	one := receive(holder, 1)
	time.Sleep(5 * time.Second)
	before := holder.LockedUntil()
	must(holder.RenewSessionLock(ctx, nil))
	equal(holder.LockedUntil().After(before), true)
	time.Sleep(5 * time.Second)
	completeAll(holder, one)
	equal(len(peek(holder)), 0)
}

func sessionLockLost() {
	session := newID("s")
	send(briefSessions, inSession(session, "x"))
	holder := accept(briefSessions, session)
	lost := receive(holder, 1)[0]
	time.Sleep(9 * time.Second)
	refused(holder.CompleteMessage(ctx, lost, nil), bus.CodeLockLost)
	must(holder.Close(ctx)) // by now this client has accepted the session again by itself
	following := accept(briefSessions, session)
	defer following.Close(ctx)
	again := receive(following, 1)
	equal(counts(again), []uint32{1})
	completeAll(following, again)
}

func doesNotFit() {
	refusedWith(trySend("clients-missing", message("x")), "could not be found")
	refusedWith(trySend(sessions, message("no session id")), "not-allowed")
	limited, cancel := context.WithTimeout(ctx, comes)
	defer cancel()
	from := open(sessions)
	defer from.Close(ctx)
	_, err := from.ReceiveMessages(limited, 1, nil)
	refusedWith(err, "not-allowed")
	_, err = client.AcceptSessionForQueue(limited, plain, newID("s"), nil)
	refusedWith(err, "not-allowed")
}

var checks = []struct {
	name string
	run  func()
}{
	{"everything the sender gave a message arrives", everythingArrives},
	{"a message gets an id when it has none", anIDIsGiven},
	{"a batch is filled to its limit and arrives in order", batch},
	{"a message over the limit is refused", tooLarge},
	{"abandoned messages come again and are counted", abandon},
	{"receive and delete settles by receiving", receiveAndDelete},
	{"unused credit is drained", drain},
	{"peek walks on by its cursor", peekWithCursor},
	{"a deferred message is received by its number", deferred},
	{"scheduled messages come in time or are cancelled", scheduled},
	{"a duplicate is dropped", duplicate},
	{"a message lock is renewed and one that is not is lost", messageLock},
	{"too many deliveries end in the dead letter queue", tooManyDeliveries},
	{"a dead letter of a session is received without one", sessionDeadLetter},
	{"a named session is held by one receiver in order", namedSession},
	{"next sessions are given out until there are none", nextSession},
	{"session state stays until it is cleared", sessionState},
	{"a deferred message of a session is received by its number", sessionDeferred},
	{"a session lock is renewed", sessionLock},
	{"a lost session lock is told and the session goes on elsewhere", sessionLockLost},
	{"what does not fit the queue is refused", doesNotFit},
}

func passes(name string, run func()) (passed bool) {
	start := time.Now()
	defer func() {
		if wrong := recover(); wrong != nil {
			fmt.Printf("FAIL  %s: %v\n", name, wrong)
			passed = false
		}
	}()
	run()
	fmt.Printf("ok    %s (%.1f s)\n", name, time.Since(start).Seconds())
	return true
}

func main() {
	client = got(bus.NewClientFromConnectionString(os.Args[1], &bus.ClientOptions{
		RetryOptions: bus.RetryOptions{MaxRetries: 1, RetryDelay: 100 * time.Millisecond}}))
	failed := 0
	for _, check := range checks {
		if len(os.Args) > 2 && !strings.Contains(check.name, os.Args[2]) {
			continue
		}
		if !passes(check.name, check.run) {
			failed++
		}
	}
	fmt.Printf("%d passed, %d failed\n", len(checks)-failed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
