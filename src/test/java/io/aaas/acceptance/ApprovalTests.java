package io.aaas.acceptance;

class ApprovalTests extends ApprovalContract {

}
