package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

var menshen = &http.Client{Timeout: 5 * time.Second}

// verifiedMobile is the phone number that a ticket stands for, or "". A ticket can be redeemed once.
func verifiedMobile(ticket string) (string, error) {
	form := url.Values{"secret": {os.Getenv("SITE_SECRET")}, "response": {ticket}}
	answer, err := menshen.PostForm(os.Getenv("MENSHEN_URL")+"/siteverify", form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("Menshen answered %s", answer.Status)
	}
	var verdict struct {
		Success bool   `json:"success"`
		Mobile  string `json:"mobile"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&verdict); err != nil || !verdict.Success {
		return "", err
	}
	return verdict.Mobile, nil
}

func register(w http.ResponseWriter, r *http.Request) {
	mobile, err := verifiedMobile(r.PostFormValue("ticket"))
	switch {
	case err != nil:
		http.Error(w, `{"error":"try again in a moment"}`, http.StatusServiceUnavailable)
	case mobile == "":
		http.Error(w, `{"error":"verify the phone number first"}`, http.StatusForbidden)
	default:
		// Create the account for mobile here.
		json.NewEncoder(w).Encode(map[string]string{"mobile": mobile})
	}
}

func main() {
	http.HandleFunc("/register", register)
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
